"""``python -m mosaic <verb>``."""

from mosaic.cli import main

main()
