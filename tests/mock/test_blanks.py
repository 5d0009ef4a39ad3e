"""Secrets and ids are random, well-formed, and handed out once."""

from __future__ import annotations

import os
import re
import uuid
from hashlib import sha256

from venice_contract.mock.blanks import PREFIX, Blanks, digest_of

from tests.mock.conftest import counted

MANY = 200  # more than are made at once


def test_nobody_gets_the_same() -> None:
    """No secret and no id is handed out twice."""
    blanks = Blanks(os.urandom)
    taken = [blanks.take() for _ in range(MANY)]
    assert len({secret for secret, _, _ in taken}) == MANY
    assert len({key_id for _, key_id, _ in taken}) == MANY


def test_forms() -> None:
    """A secret is marked as the mock's, an id is a UUID of version 4, and the hash is its own."""
    blanks = Blanks(counted())
    for secret, key_id, digest in (blanks.take() for _ in range(MANY)):
        assert re.fullmatch(PREFIX + "[0-9a-f]{48}", secret)
        assert uuid.UUID(key_id).version == 4
        assert str(uuid.UUID(key_id)) == key_id
        assert digest == digest_of(secret) == sha256(secret.encode()).digest()


def test_the_same_randomness_gives_the_same() -> None:
    """Nothing but the randomness that was handed over goes in."""
    first, second = Blanks(counted()), Blanks(counted())
    assert [first.take() for _ in range(MANY)] == [second.take() for _ in range(MANY)]
