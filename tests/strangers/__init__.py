"""Servers in other manners than the mock, honest ones and liars, and what is said of each."""
