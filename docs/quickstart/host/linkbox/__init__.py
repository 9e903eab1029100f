"""A box of links."""
