"""The census and its changes in foreign formats."""

from flopwatch.exports.atom import changes_atom, write_changes_feed
from flopwatch.exports.bills_of_materials import cyclonedx, spdx
from flopwatch.exports.change_formats import change_words, changes_markdown, changes_text
from flopwatch.exports.data_files import write_data_files
from flopwatch.exports.database import dump_sha256, write_database
from flopwatch.exports.dossiers import disclosure_toml, dossier, dossier_csv
from flopwatch.exports.feeds import SavedQuery, organisation_feed, query_feed, threshold_feed, write_feeds
from flopwatch.exports.json_tree import write_json_tree
from flopwatch.exports.release_notes import release_counts, write_release_notes

__all__ = [
    "SavedQuery",
    "change_words",
    "changes_atom",
    "changes_markdown",
    "changes_text",
    "cyclonedx",
    "disclosure_toml",
    "dossier",
    "dossier_csv",
    "dump_sha256",
    "organisation_feed",
    "query_feed",
    "release_counts",
    "spdx",
    "threshold_feed",
    "write_changes_feed",
    "write_data_files",
    "write_database",
    "write_feeds",
    "write_json_tree",
    "write_release_notes",
]
