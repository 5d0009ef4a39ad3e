"""Asking: rows are sent, and what is refused or taken against the contract is isolated."""
