"""Tests of what each event does to the ledger."""
