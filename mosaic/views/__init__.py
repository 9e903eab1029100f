"""What a reader sees: every user-facing word and every JSON envelope is made here."""
