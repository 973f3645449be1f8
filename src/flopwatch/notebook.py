"""Answers that show themselves in a notebook: a dictionary as the command prints it, drawn as its receipt."""

from __future__ import annotations

import html
import re
from typing import Any

_SOURCE_LINE = re.compile(r"  \[([0-9]{1,4})\] ([a-z0-9][a-z0-9._-]{0,80}), (.{0,30000})")
_MARK = re.compile(r"\[([0-9]{1,4})\]")


class Answer(dict[str, Any]):
    """What a command prints with `--json`, as a dictionary; in a notebook it shows its receipt.

    The receipt's text is that of terminal and page, letter for letter; its numbered marks are links where the source
    has an address.

    Example:
        >>> Answer(working_text="GPT-9   1.0e25 FLOP   (90%: 5.0e24 to 2.0e25)")._repr_html_()
        '<pre>GPT-9   1.0e25 FLOP   (90%: 5.0e24 to 2.0e25)</pre>'
    """

    @property
    def receipt(self) -> str:
        """The receipt as plain text: of a model also where nothing could be worked out, with the reason."""
        return str(self.get("receipt") or self.get("working_text") or "")

    def _repr_html_(self) -> str:
        text = self.receipt
        addresses = self._addresses()
        links = {}
        for line in text.split("\n"):
            found = _SOURCE_LINE.fullmatch(line)
            if found and found[2] in addresses:
                links[found[1]] = addresses[found[2]]
        return f"<pre>{_with_links(text, links)}</pre>"

    def _addresses(self) -> dict[str, str]:
        """The http(s) addresses of the sources that the claims cite, by source id."""
        claims = [claim for value in self.get("fields", {}).values() for claim in value.get("claims", ())]
        return {
            one["source"]: one["url"] for one in claims if str(one.get("url") or "").startswith(("https://", "http://"))
        }


def _with_links(text: str, links: dict[str, str]) -> str:
    """The text, escaped, its marks linked."""
    out, end = "", 0
    for mark in _MARK.finditer(text):
        if address := links.get(mark[1]):
            out += html.escape(text[end : mark.start()])
            out += f'<a href="{html.escape(address)}" rel="noopener nofollow">{mark[0]}</a>'
            end = mark.end()
    return out + html.escape(text[end:])
