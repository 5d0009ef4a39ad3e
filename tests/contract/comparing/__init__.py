"""Tests of the comparison of documents."""
