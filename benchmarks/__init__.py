"""What `make bench` runs: figures, printed side by side, never asserted in a timed test."""
