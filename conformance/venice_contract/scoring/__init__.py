"""How good the probes are: mutants of the server, and published revisions as servers."""
