"""Tests of the edits that findings propose."""
