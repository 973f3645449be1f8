"""Collects the pages' messages into `wording/locales/flopwatch.pot`, with Babel's extractors for templates, scripts and
code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from babel.messages.extract import extract

from flopwatch.domain.fields import FIELDS
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.hub.views import HEADINGS
from flopwatch.products.groups import GROUPS
from flopwatch.products.model_columns import COLUMNS
from flopwatch.wording.fields import CLASS_LABELS, METHOD_LABELS, heading_of

ROOM = Path(str(files("flopwatch")))
# Functions that take a message, and the positions of their message arguments.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "N_": None,
    "say": None,
    "say_html": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}
# The files with words, and Babel's name for their extractor.
KINDS = (
    *((f"{room}/**/*.py", "python") for room in ("charts", "hub", "products", "releases", "server", "wording")),
    ("hub/templates/*.html", "jinja2"),
    ("hub/templates/*.svg", "jinja2"),
    ("server/templates/*.html", "jinja2"),
    ("hub/assets/**/*.js", "javascript"),
)
_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "encoding": "utf-8"}
Messages = dict[tuple[str, str], list[str]]


def messages(room: Path = ROOM) -> Messages:
    """Return every message of the pages, a plural with its second form, with the files that contain it.

    The files are templates, scripts, code, and the tables of headings and terms: fields, classes, methods, groups,
    vocabularies.

    Args:
        room: The folder of the package.
    """
    out: Messages = {}
    for pattern, method in KINDS:
        for file in sorted(room.glob(pattern)):
            # Vega's own script has no messages, and takes Babel ten seconds.
            if file.name != "vega-slim.js":
                for one, many in _in_file(file, method):
                    out.setdefault((one, many), []).append(_place(file, room))
    for place, words in _tables():
        for word in words:
            out.setdefault((word, ""), []).append(place)
    # A message that is a plural's first form too would be translated twice in one catalogue, which gettext refuses.
    plurals = {one for one, many in out if many}
    twice = sorted(one for one, many in out if not many and one in plurals)
    if twice:
        raise SystemExit(f"{twice[0]!r} is used both with a plural and without: reword one of them")
    return out


def _place(file: Path, room: Path) -> str:
    # A script is named by its address in the site: pages look up its messages by that.
    return f"assets/{file.name}" if file.suffix == ".js" else file.relative_to(room).as_posix()


def _in_file(file: Path, method: str) -> Iterator[tuple[str, str]]:
    with file.open("rb") as opened:
        for _, words, _, _ in extract(method, opened, KEYWORDS, (), _OPTIONS):
            one, many = (words, "") if isinstance(words, str) else words[:2]
            if one:
                yield one, many or ""


def _tables() -> Iterator[tuple[str, Iterable[str]]]:
    yield "fields", [heading_of(one.name) for one in FIELDS]
    yield "meanings/fields", [one.meaning for one in FIELDS]
    yield "meanings/columns", [one.meaning for one in COLUMNS]
    yield "classes", CLASS_LABELS.values()
    yield "methods", METHOD_LABELS.values()
    yield "groups", [one.label for one in GROUPS]
    yield "headings", HEADINGS.values()
    for name, terms in VOCABULARIES.items():
        yield f"vocabulary/{name}", [term.label for term in terms]


def pot(found: Mapping[tuple[str, str], list[str]]) -> str:
    """Return the messages as a .pot file, sorted; without line numbers, so that moving a line changes nothing."""
    lines = [
        "# Messages of the hub's pages. Copy to <tag>.po and translate the msgstr lines. Written by docs/generate.py.",
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Plural-Forms: nplurals=2; plural=n != 1;\\n"',
    ]
    for one, many in sorted(found):
        places = sorted(set(found[(one, many)]))
        lines += ["", *(f"#: {place}" for place in places), f"msgid {_quoted(one)}"]
        lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if many else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
