"""What two documents say otherwise: `contract.changes` is the door to it.

`forms` brings every schema into one shape, however it is spelled; `schemas` compares two
of them; `messages` compares bodies, answers, headers and parameters. `change` holds the table
of what there is to tell, `telling` tells it.
"""
