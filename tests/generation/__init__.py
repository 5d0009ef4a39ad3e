"""Tests of how clients and downstream SDKs are made."""
