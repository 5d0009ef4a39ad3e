"""One record of a run, and its renderings; data in, text out.

`record` writes and reads the record, every other module renders a `Run` as a string.
"""
