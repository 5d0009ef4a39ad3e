"""Tests of what protects a real account."""
