"""What the readers promise; cases/ and invalid/ are written to be read by anyone."""
