"""What protects a real account: guard, pacing, journal, secrets and cleanup.

`session.open_session` composes them; `transport.GuardedTransport` is what every request of a
run leaves through, whoever builds it.
"""
