"""Forges: where work lands and issues live.

``protocol.py`` has the words that every forge answers to. github, gitlab and gitea are asked over
their REST interfaces; ``local`` does its part with git alone.
"""
