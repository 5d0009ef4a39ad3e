"""Tests of how a server is asked."""
