"""Review reports to findings. ``finding.py`` holds the values, ``reader.py`` the reading."""
