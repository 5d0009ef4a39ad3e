"""How the client and the SDKs of others are made from the contract.

`render` runs the generator: `adapting` writes the contract in its words, `operations` and `kinds`
keep what it drops, `naming` moves names out of each other's way, `shaping` works out methods for
the templates, `paging` how a list goes on to its next page, `describing` says bounds in docstrings.
`client` makes `generated/` and proves it fresh, `provenance` says what it was made from, `seed`
starts or updates a downstream SDK and says what it did, `bump` finds the next version, `vectors`
writes the facts of the contract for SDKs in other languages.
"""
