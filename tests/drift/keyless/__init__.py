"""Tests of a run without an account."""
