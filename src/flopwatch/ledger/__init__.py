"""Keeps events: append, verify, round trip through text, raw bytes by hash. Nothing changes, nothing goes."""

from flopwatch.ledger.cache import DEFAULT_CACHE, Cache, CacheEntry
from flopwatch.ledger.canonical import MAX_EVENT_BYTES, Sealed, seal, unseal
from flopwatch.ledger.commands import Imported, copy_ledger, export_text, import_text, read_events, verify
from flopwatch.ledger.doctor import Check, doctor
from flopwatch.ledger.json_lines import read_text, write_text
from flopwatch.ledger.memory import memory
from flopwatch.ledger.sqlite_store import Ledger
from flopwatch.ledger.store import EventStore, copy, digest_of

__all__ = [
    "DEFAULT_CACHE", "MAX_EVENT_BYTES", "Cache", "CacheEntry", "Check", "EventStore", "Imported", "Ledger",
    "Sealed", "copy", "copy_ledger", "digest_of", "doctor", "export_text", "import_text", "memory", "read_events", "read_text", "seal",
    "unseal", "verify", "write_text",
]  # fmt: skip
