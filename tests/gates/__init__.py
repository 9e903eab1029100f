"""One file a gate; the docstring of each is the gate's table."""
