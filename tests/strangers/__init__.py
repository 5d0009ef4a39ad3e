"""Servers in other manners than the mock, honest ones and liars, and what is said of each.

A verdict must be right on servers that nobody here has imagined. These are made from a fragment
alone and share no code with the tool or the mock.

    reading, server, bending, manners, refusals   an honest server for any fragment
    wire, streams                                  real ports, for the benchmarks
    fragments, lies                                edits of a contract, and lies as data
    rows, tables/                                  additions and lies about them, a row each
    pages, operations, kinds                       the same, where a server must be bent
    additions                                      all that a vendor may add, by name
    once                                           drifts that show in many places and are one
    drifts, required, reports                      what may part from the contract as it stands
    second_vendor, october, honest, attacks        another vendor, a later one, many, hostile ones
    judging                                        the one place where the tool is called
    cases, outcomes, printing                      tables: `python -m tests.strangers [GROUP]`
    seeds                                          lagging lists and weather, seed by seed
"""
