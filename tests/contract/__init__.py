"""Tests of how the contract is read."""
