"""The contract as data: the fragment with its lines, its constraints, its rules and its edits."""
