"""What two documents say otherwise: `contract.changes` is the door to it.

`forms` brings every schema into one shape, however it is spelled; `schemas` and `keywords` compare
two of them; `messages` compares bodies, answers, headers and parameters; `operations` finds
the pairs of operations and compares what stands around them. `kinds` is the table of what there is
to tell, `telling` tells it, `spot` finds where a change is in another document.
"""
