"""Answers with a notebook display: a dictionary as the command prints it, shown as its receipt."""

from __future__ import annotations

import html
from typing import Any

from flopwatch.domain import shown_safely


class Answer(dict[str, Any]):
    """The output of a command with `--json`, as a dictionary; in a notebook it is shown as its receipt.

    The receipt is verbatim that of terminal and page; its footnote marks are links if the source has an
    address.

    Example:
        >>> Answer(working_text="GPT-9   1.0e25 FLOP   (90%: 5.0e24 to 2.0e25)")._repr_html_()
        '<pre>GPT-9   1.0e25 FLOP   (90%: 5.0e24 to 2.0e25)</pre>'
    """

    @property
    def receipt(self) -> str:
        """The receipt as plain text; for a model also if nothing could be computed, with the reason."""
        return str(self.get("receipt") or self.get("working_text") or "")

    def _repr_html_(self) -> str:
        try:
            return self._drawn()
        except (KeyError, TypeError, AttributeError):  # somebody changed the dictionary: it is shown as it is
            return f"<pre>{html.escape(shown_safely(str(dict(self))))}</pre>"

    def _drawn(self) -> str:
        lines, addresses = self.get("receipt_lines"), self._addresses()
        if not lines:
            return f"<pre>{html.escape(self.receipt)}</pre>"
        drawn = ("".join(_drawn(part, addresses) for part in line["parts"]) for line in lines)
        return f"<pre>{chr(10).join(drawn)}</pre>"

    def _addresses(self) -> dict[str, str]:
        """Return the http(s) addresses of the sources that claims cite, by the claim's id."""
        fields = self.get("fields", {}).values()
        claims = [one for field in fields for one in (*field.get("claims", ()), *field.get("rivals", ()))]
        return {
            one["id"]: one["url"] for one in claims if str(one.get("url") or "").startswith(("https://", "http://"))
        }


def _drawn(part: dict[str, Any], addresses: dict[str, str]) -> str:
    """Return one part of a receipt as HTML: words, an equation with its value, or a mark that links to its source."""
    if part["part"] == "words":
        return html.escape(part["text"])
    if part["part"] == "equation":
        from flopwatch.estimation import scientific  # imported with the first receipt, to keep `import flopwatch` quick

        return html.escape(f"{part['expression']} = {scientific(part['value'])}")
    mark, address = f"[{part['number']}]", addresses.get(part["claim"])
    return f'<a href="{html.escape(address)}" rel="noopener nofollow">{mark}</a>' if address else mark
