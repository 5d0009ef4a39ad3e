"""What protects a real account: guard, pacing, journal, secrets and cleanup.

`session.open_session` composes them; `transport.GuardedTransport` is the one door through which
every request of a run leaves, whoever builds it.
"""
