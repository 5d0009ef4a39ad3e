"""Tests of the suite: that it passes where it should, and fails where it must."""
