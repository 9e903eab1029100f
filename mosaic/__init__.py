"""Mosaic: a Markdown task ledger in git that an LLM orchestrator cannot drift from."""

__version__ = "0.0.1"
