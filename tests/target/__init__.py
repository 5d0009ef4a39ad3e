"""Tests of the door to a server."""
