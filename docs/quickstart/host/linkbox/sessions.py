"""Who is signed in."""

import random


def new_token():
    """A token for a new session: 32 hexadecimal digits."""
    return f"{random.getrandbits(128):032x}"
