"""Finding: the result of an audit rule, with its arithmetic and a proposed reading. Nothing is corrected
automatically.
"""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One doubt about a published value.

    Args:
        rule: Name of the rule.
        severity: `high`, `medium` or `low`.
        model: Id of the record.
        name: Its name as the doubted source writes it.
        field: The doubted field.
        source: Id of the source that states it.
        as_written: The doubted words.
        message: The arithmetic, in a sentence.
        proposal: A plausible reading, or "".
        claims: Ids of the claims involved.
        line: Line of the doubted words in an audited list, counted from 1; 0 if the claims tell it.
        words: The words that would replace the doubted ones: a date in ISO form, an anchor, a key; or "".
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
    line: int = 0
    words: str = ""
