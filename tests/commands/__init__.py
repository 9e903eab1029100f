"""One file a verb: the real command in a real repository."""
