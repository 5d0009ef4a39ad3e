"""How the client and the SDKs of others are made from the contract.

`client` makes `generated/`, `freshness` proves that it is what would be made now, `provenance`
says what it was made from, `seed` starts or updates a downstream SDK, and `vectors` writes the
facts of the contract down for SDKs in other languages.
"""
