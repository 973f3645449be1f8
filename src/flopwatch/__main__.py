"""`python -m flopwatch` is `flopwatch`."""

from flopwatch.cli import main

main()
