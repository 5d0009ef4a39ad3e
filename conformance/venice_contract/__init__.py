"""Contract drift for an API one does not control: contract, client and server kept in step."""
