"""The census and its changes in foreign formats."""

from flopwatch.exports.atom import changes_atom, write_changes_feed
from flopwatch.exports.awesome_lists import CONTRIBUTING, STYLES
from flopwatch.exports.bills_of_materials import cyclonedx, spdx
from flopwatch.exports.change_formats import change_words, changes_markdown, changes_text
from flopwatch.exports.chart_metadata import figure_metadata
from flopwatch.exports.data_files import write_data_files
from flopwatch.exports.database import dump_sha256, write_database
from flopwatch.exports.dossiers import (
    Dossiers,
    asks_for_disclosure,
    disclosure,
    disclosure_toml,
    dossier_csv,
    strongest_sources,
)
from flopwatch.exports.feeds import SavedQuery, organisation_feed, query_feed, threshold_feed, write_feeds
from flopwatch.exports.json_tree import api_path, write_json_tree
from flopwatch.exports.model_files import write_model_files
from flopwatch.exports.orkg_comparison import orkg_csv, orkg_turtle
from flopwatch.exports.release_notes import notes_markdown, release_counts, write_release_notes

__all__ = [
    "Dossiers",
    "SavedQuery",
    "api_path",
    "asks_for_disclosure",
    "CONTRIBUTING",
    "STYLES",
    "change_words",
    "figure_metadata",
    "changes_atom",
    "changes_markdown",
    "changes_text",
    "cyclonedx",
    "disclosure",
    "disclosure_toml",
    "dossier_csv",
    "dump_sha256",
    "notes_markdown",
    "organisation_feed",
    "query_feed",
    "release_counts",
    "spdx",
    "strongest_sources",
    "threshold_feed",
    "write_changes_feed",
    "orkg_csv",
    "orkg_turtle",
    "write_data_files",
    "write_database",
    "write_feeds",
    "write_json_tree",
    "write_model_files",
    "write_release_notes",
]
