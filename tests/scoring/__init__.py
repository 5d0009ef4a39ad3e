"""Tests of how the probes are scored."""
