"""The messages that a page carries for its scripts."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from jinja2.ext import Extension
from markupsafe import Markup, escape

from flopwatch.wording import ENGLISH, PoCatalogue, current_language, gettext, po_entries

_PLAIN_MESSAGE = re.compile(r"""\{\{ _\(("[^"\\{}\n]{1,2000}")\) \}\}""")

# The places of messages that a script looks up by words of its data: a country's name, an axis.
_ASKED_FOR = {
    "assets/explore.js": (
        "groups",
        "classes",
        "products/explorer_views.py",
        "products/trend_sentence.py",
        "vocabulary/country",
        "vocabulary/access",
        "vocabulary/organization_category",
    ),
}


@cache
def _script_messages() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the messages of each script and of each table, by their places in the catalogue's template: (message, its
    plural or "").
    """
    file = resources.files("flopwatch.wording") / "locales" / "flopwatch.pot"
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in po_entries(file.read_text(encoding="utf-8"), file.name):
        for place in entry.places:
            found.setdefault(place, []).append((entry.message, entry.plural))
    return {place: tuple(some) for place, some in found.items()}


def script_words(scripts: Iterable[str]) -> Markup:
    """Return the messages of a page's scripts in the page's language, as a block of data; empty in English.

    A block of this type is not a script, so the pages' content policy need not allow it. `assets/words.js` reads it.

    Args:
        scripts: Their addresses from the site's root; those without messages are ignored.
    """
    if current_language() is ENGLISH:
        return Markup("")
    said: dict[str, Any] = {}
    places = [place for name in scripts for place in (name, *_ASKED_FOR.get(name, ()))]
    for one, many in sorted({pair for place in places for pair in _script_messages().get(place, ())}):
        if many:
            forms = _forms(one, many)
            if forms:
                said[one] = forms
        elif (words := gettext(one)) != one:
            said[one] = words
    text = json.dumps({"plural": current_language().rule, "messages": said}, ensure_ascii=False, separators=(",", ":"))
    # Inside such a block only `<` could end it.
    return Markup('<script type="application/json" id="words">{}</script>\n').format(
        Markup(text.replace("<", "\\u003c"))
    )


def _forms(one: str, many: str) -> list[str]:
    known = current_language().messages
    if isinstance(known, PoCatalogue):
        return list(known.forms(one))
    return [known.ngettext(one, many, 1), known.ngettext(one, many, 2)]


class SetMessages(Extension):
    """Jinja extension that inserts messages without arguments when a template is compiled, not on each rendering."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace `{{ _("…") }}` by the words in the current language, escaped."""
        return _PLAIN_MESSAGE.sub(self._words, source)

    @staticmethod
    def _words(found: re.Match[str]) -> str:
        words = gettext(ast.literal_eval(found[1])).replace("%%", "%")
        return found[0] if "{" in words else str(escape(words))
