"""Forges: where work lands and issues live. ``local`` does it with git alone.

github, gitlab and gitea come behind the same words; until then what only they could answer is
unknown, and an unknown refuses.
"""
