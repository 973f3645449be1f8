"""What the room hands on: a Finding, with its arithmetic and a proposed reading. Nothing is corrected by itself."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something to doubt.

    Args:
        rule: Name of the rule.
        severity: `high`, `medium` or `low`.
        model: Id of the record.
        name: Its name as the source in doubt writes it.
        field: The field in doubt.
        source: Id of the source that states it.
        as_written: The words in doubt.
        message: The arithmetic, in a sentence.
        proposal: A reading that would make sense, or "".
        claims: Ids of the claims involved.
    """

    rule: str
    severity: str
    model: str
    name: str = ""
    field: str
    source: str
    as_written: str
    message: str
    proposal: str = ""
    claims: tuple[str, ...] = ()
