"""Tests of the verdict by probes, its questions, its reading of answers and its edits."""
