"""The census and its changes in foreign formats."""

from flopwatch.exports.bills_of_materials import cyclonedx, spdx
from flopwatch.exports.change_formats import change_words, changes_atom, changes_markdown, changes_text
from flopwatch.exports.data_files import write_data_files
from flopwatch.exports.database import dump_sha256, write_database
from flopwatch.exports.dossiers import disclosure_toml, dossier, dossier_csv
from flopwatch.exports.feeds import write_feeds
from flopwatch.exports.json_tree import write_json_tree

__all__ = [
    "change_words",
    "changes_atom",
    "changes_markdown",
    "changes_text",
    "cyclonedx",
    "disclosure_toml",
    "dossier",
    "dossier_csv",
    "dump_sha256",
    "spdx",
    "write_data_files",
    "write_database",
    "write_feeds",
    "write_json_tree",
]
