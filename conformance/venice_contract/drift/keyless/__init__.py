"""How is drift found without an account? By false proofs that are refused in two ways.

An operation that takes a proof in place of a key looks at what is asked for and at the proof. A
proof that cannot be right makes no key; what the refusal speaks of, a field or the proof, shows
whether the fields were taken.
"""
