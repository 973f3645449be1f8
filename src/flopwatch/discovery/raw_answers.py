"""Raw answers: the bytes of every answer by SHA-256, with a line of address, status, headers and time for each."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from flopwatch.ledger import append_line, write_whole
from flopwatch.sources import Answer

FILE = "answers.jsonl"


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One line: the origin of kept bytes."""

    channel: str
    sha256: str
    size: int
    url: str
    status: int
    headers: dict[str, str]
    fetched: str


class RawAnswers:
    """Answers in a folder. Bytes are never changed; the same bytes are kept once."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made before the first answer."""
        self.folder = folder

    def keep(self, channel: str, answer: Answer) -> tuple[str, bool]:
        """Keep an answer; return its SHA-256, and whether these bytes were kept before."""
        sha256 = hashlib.sha256(answer.body).hexdigest()
        path = self.folder / "answers" / sha256[:2] / sha256
        known = path.is_file() and path.stat().st_size == len(answer.body)
        if not known:
            write_whole(path, [answer.body])
        line = KeptAnswer(
            channel=channel,
            sha256=sha256,
            size=len(answer.body),
            url=answer.url,
            status=answer.status,
            headers=answer.headers,
            fetched=answer.fetched,
        )
        append_line(self.folder / FILE, msgspec.json.encode(line))
        return sha256, known
