"""Finding drift: questions derived from the contract, asked in few requests, and judged."""
