"""Tests of the record and its renderings."""
