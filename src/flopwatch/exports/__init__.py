"""The census and its changes in foreign formats."""

from flopwatch.exports.change_formats import change_words, changes_atom, changes_markdown, changes_text
from flopwatch.exports.data_files import write_data_files
from flopwatch.exports.database import dump_sha256, write_database
from flopwatch.exports.json_tree import write_json_tree

__all__ = [
    "change_words",
    "changes_atom",
    "changes_markdown",
    "changes_text",
    "dump_sha256",
    "write_data_files",
    "write_database",
    "write_json_tree",
]
