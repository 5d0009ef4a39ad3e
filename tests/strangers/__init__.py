"""Servers in other manners than the mock's, honest ones and liars, and what a verdict says of each."""
