"""Tests of the tool; each folder mirrors a room of `conformance`."""
