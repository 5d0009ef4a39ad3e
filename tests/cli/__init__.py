"""Tests of the shell: commands run in process, as functions from arguments to an exit code."""
