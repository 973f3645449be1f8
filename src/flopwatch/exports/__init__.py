"""The census and its changes in foreign formats."""

from flopwatch.exports.change_formats import change_words, changes_atom, changes_markdown, changes_text
from flopwatch.exports.database import dump_sha256, write_database

__all__ = [
    "change_words",
    "changes_atom",
    "changes_markdown",
    "changes_text",
    "dump_sha256",
    "write_database",
]
