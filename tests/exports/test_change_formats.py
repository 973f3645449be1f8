"""Changes as text of a width, as Markdown and as Atom: outside text is neither markup nor control."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from flopwatch.exports import changes_atom, changes_markdown, changes_text
from flopwatch.history import Change

HOSTILE = Change(
    kind="withdrawn",
    name="<script>|`A`\x1b[31m",
    field="training_compute",
    old="2.13e25",
    unit="FLOP",
    crossed=(1e25,),
    reason="see <https://example.org> & | " + "long " * 60,
    date="2026-07",
)
PLAIN = Change(kind="date", name="B", field="published", new="2026-05-19", unit="date", reason="filled", date="2026")
ATOM = "{http://www.w3.org/2005/Atom}"


def test_text_keeps_to_the_width() -> None:
    text = changes_text([HOSTILE, PLAIN], 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "  2026 B  published: 2026-05-19 (filled)" in text


def test_markdown_escapes_cells() -> None:
    rows = [line for line in changes_markdown([HOSTILE], "A & B").splitlines() if "script" in line]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 5
    assert "<script>" not in rows[0]


def test_atom_is_well_formed_and_an_entry_keeps_its_id() -> None:
    feed = ET.fromstring(changes_atom([HOSTILE, PLAIN], "Changes"))
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}updated") for one in entries] == ["2026-07-01T00:00:00Z", "2026-01-01T00:00:00Z"]
    alone = ET.fromstring(changes_atom([PLAIN], "Changes"))
    assert alone.find(f"{ATOM}entry").findtext(f"{ATOM}id") == entries[1].findtext(f"{ATOM}id")
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == 2
