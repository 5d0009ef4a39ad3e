"""The behaviour of the generated client, as its users meet it."""
