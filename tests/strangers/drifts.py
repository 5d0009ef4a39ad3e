"""Drifts of servers from the contract as it stands, each alone, and where each must be named."""

from tests.strangers.drifts_of_answers import KEYS, OPERATED, SHOWN
from tests.strangers.drifts_of_requests import RULED, TAKEN
from tests.strangers.drifts_of_updates import UPDATED

DRIFTS = (*TAKEN, *SHOWN, *UPDATED, *RULED, *OPERATED, *KEYS)
"""Every drift from the contract as it stands."""
