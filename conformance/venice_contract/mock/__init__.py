"""The mock: a stand-in for the key endpoints, written from the vendor's documents alone.

It never sees the fragment: its rules are a second account of the same API, so that agreement
between the two means something. `README.md` beside this file says what it imitates, what it
does not, and on what evidence.
"""
