"""What machines write: SARIF and the JSON of review tools. ``formats.py``, above, says which."""
