"""What answers show: their schemas, the keys in them, and what came back of what was sent."""
