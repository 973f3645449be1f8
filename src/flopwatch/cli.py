"""The command line: words in, words out. Each command is one call."""


def main() -> None:
    """Run the command line."""
