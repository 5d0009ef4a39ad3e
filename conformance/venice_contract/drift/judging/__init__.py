"""From observations to findings and checks: causes, groups, blame, and what is accepted."""
