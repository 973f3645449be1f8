"""Keep events: append, verify, round trip through text, raw bytes by hash. Nothing changes, nothing goes."""

from flopwatch.ledger.cache import Cache
from flopwatch.ledger.commands import copy_ledger, export_text, import_text, read_events, verify
from flopwatch.ledger.health import doctor
from flopwatch.ledger.result_cache import memory, state_of
from flopwatch.ledger.sqlite_store import Ledger

__all__ = [
    "Cache",
    "Ledger",
    "copy_ledger",
    "doctor",
    "export_text",
    "import_text",
    "memory",
    "read_events",
    "state_of",
    "verify",
]
