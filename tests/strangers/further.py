"""Additions of other kinds, and the lies about them."""

from __future__ import annotations

from tests.strangers.lies import Addition

FURTHER: tuple[Addition, ...] = ()
