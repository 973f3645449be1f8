"""Store events: append, verify, export and import as text, raw bytes by hash. Append-only."""

from flopwatch.ledger.addresses import beside, open_store, shown_address
from flopwatch.ledger.backups import backup, restore
from flopwatch.ledger.cache import Cache
from flopwatch.ledger.canonical import seal
from flopwatch.ledger.commands import copy_ledger, export_text, import_text, read_by_id, read_events, verify
from flopwatch.ledger.files import exclusive, remove_leftovers, write_whole
from flopwatch.ledger.health import Check, doctor
from flopwatch.ledger.lines import append_line, read_lines
from flopwatch.ledger.result_cache import memory, memory_by_part, memory_of_parts, state_of
from flopwatch.ledger.reversal import retract, revert

__all__ = [
    "Cache",
    "append_line",
    "backup",
    "beside",
    "copy_ledger",
    "Check",
    "doctor",
    "exclusive",
    "export_text",
    "import_text",
    "memory",
    "memory_by_part",
    "memory_of_parts",
    "open_store",
    "read_by_id",
    "read_events",
    "read_lines",
    "remove_leftovers",
    "restore",
    "retract",
    "revert",
    "seal",
    "shown_address",
    "state_of",
    "verify",
    "write_whole",
]
