"""What each event does to the ledger: pure functions from a State to a Decision.

One event a file. None reads a clock, a random source or git: the moment, the token and the
evidence are handed in. Refusing is raising; ``decision.refuse`` says all reasons at once.
"""
