"""Values of a field: what is valid, what is just outside, and which of them are asked about."""
