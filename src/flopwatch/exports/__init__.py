"""The census in foreign formats."""

from flopwatch.exports.database import write_database

__all__ = [
    "write_database",
]
