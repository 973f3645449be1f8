"""Text that attacks a reader of an output: sixty strings, and events that have one in each of their text fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from flopwatch.domain import (
    AnyEvent,
    Claim,
    Flag,
    Note,
    Propose,
    Quarantined,
    SameAs,
    Skip,
    Snapshot,
    Source,
    clean_text,
    event_id,
)
from flopwatch.domain.events import PROPOSAL
from flopwatch.domain.fields import FIELDS, SUBJECT_KINDS

_HTML = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "--><svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "</textarea></style><base href=//evil.example>",
    "<b>bold</b>&lt;i&gt;&#60;u&#62;",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--#exec cmd='id'--><?xml-stylesheet href='x'?>",
)
_TEMPLATES = ("{{ 7*7 }}", "{% include '/etc/passwd' %}", "{# gone #}{{'a'.__class__}}", "${7*7}#{7*7}<%= 7*7 %>")
_FORMATS = ("%s%n%(name)s", "{0}{name!r}{self.__init__}", "%d %(x)s {}")
_FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    'a","=1+1"\n=1+1,"',
)
_SQL = ("'; DROP TABLE models; --", '" OR 1=1 --', "'); ATTACH DATABASE '/tmp/x' AS y; --")
_MARKDOWN = (
    "[click](javascript:alert(1))",
    "![x](http://evil.example/pixel.png)",
    "| a | b |\n|---|---|\n| x |",
    "``` \n# heading\n- item",
    "<http://evil.example>[ref]: //evil.example",
    "**bold** __under__ `code` ~~gone~~ \\",
)
_YAML = ("&a [*a, *a]", "!!python/object/apply:os.system ['id']", "a: b\n- c: {d: e}", "--- # comment\n...")
_TOML = ('"""\n[[training_compute]]\nvalue = "1e30"', "\\u202e\\\"'''")
_SHELL = ("$(touch /tmp/injected)", "`id`; rm -rf /", "--out=/tmp/injected")
_TERMINAL = (
    "\x1b[2J\x1b[31mred",
    "\x1b]8;;http://evil.example\x07link",
    "\x9b31m\x08\x08\x7f",
    "[bold red]x[/bold red]",
)
_DIRECTIONS = ("\u202egnp.exe", "\u2066abc\u2069\u200f", "\ufeffa\u200b\u00ad")
_NULLS = ("a\x00b", "\ud800 half")
_PATHS = ("../../../../etc/passwd", "con.html", "file:///etc/passwd")
_GRAPHS = (
    '" . <http://evil.example/s> <http://evil.example/p> "o',
    "x> <y",
    "}}\n@misc{evil, title={x",
    "]]><evil/>&xxe;",
)
STRINGS: tuple[str, ...] = (
    *(*_HTML, *_TEMPLATES, *_FORMATS, *_FORMULAS, *_SQL, *_MARKDOWN, *_YAML, *_TOML, *_SHELL, *_TERMINAL),
    *(*_DIRECTIONS, *_NULLS, *_PATHS, *_GRAPHS),
)
# The mark after each string: the number of its field and its own.
MARK = re.compile(r"ZQ(\d{3})X(\d{2})QZ")
_FREE = ("text", "link", "term")  # kinds of fields whose values outsiders word


class Fields:
    """Gives the next string to each text field that asks, so that `len(STRINGS)` seeds give each string to each field.

    Args:
        seed: The string that the first field gets.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.names: list[str] = []

    def __call__(self, name: str) -> str:
        """Return the text for a field, as every reader cleans it."""
        number = (self._seed + len(self.names)) % len(STRINGS)
        self.names.append(name)
        return clean_text(f"{STRINGS[number]}ZQ{len(self.names) - 1:03}X{number:02}QZ")


def _claims(text: Fields) -> list[Claim]:
    """Return claims about one model, each free field of it once, then one about a subject of each other kind."""
    subject, entry = text("subject"), text("entry")

    def said(field: str, value: str, *, unit: str = "", kind: str = "model", name: str = "") -> Claim:
        about = f"{field} of a {kind}"
        return Claim(
            subject=name or subject,
            field=field,
            value=value,
            source="made/injected",
            locator=text(f"locator of {about}"),
            as_written=text(f"words of {about}"),
            kind=kind,
            unit=unit,
            entry=entry if kind == "model" else name,
            reported_from=text(f"lead of {about}"),
            flags=(text(f"flag of {about}"),),
            qualifiers={text(f"qualifier of {about}"): text(f"value of a qualifier of {about}")},
        )

    made = [
        said("published", "2024-05-06"),
        said("parameters", "7e11", unit="parameters"),
        said("tokens_seen", "2e13", unit="tokens"),
        said("training_compute", "5e25", unit="FLOP"),
        said("chip_count", "20000", unit="chips"),
    ]
    made += [said(one.name, text(one.name)) for one in FIELDS if one.kind in _FREE and "model" in one.subjects]
    for kind in (one for one in SUBJECT_KINDS if one != "model"):
        field = next((one.name for one in FIELDS if one.kind == "text" and kind in one.subjects), "")
        if field:
            made.append(said(field, text(f"{field} of a {kind}"), kind=kind, name=text(f"name of a {kind}")))
    return made


def attacks(seed: int) -> tuple[list[AnyEvent], list[str]]:
    """Return events with a string in each text field, and the names of the fields."""
    text = Fields(seed)
    about = Source(
        id="made/injected",
        title=text("title of a source"),
        url="https://example.org/" + text("address of a source"),
        licence=text("licence of a source"),
        group=text("group of a source"),
        note=text("note of a source"),
        reader="epoch-csv",
        address="https://example.org/" + text("address of its file"),
        table=text("table of a source"),
        selection=text("selection of a source"),
        date="2026-11-01",
    )
    claims = _claims(text)
    snapshot = Snapshot(
        source=about.id,
        sha256="",
        date="2026-11-01",
        reader="epoch-csv",
        version=1,
        claims=tuple(claims),
        read=3,
        claimed=1,
        about=about,
        skipped=(Skip(reason=text("reason of a skip"), item=text("entry skipped")),),
        quarantined=(Quarantined(reason=text("reason set aside"), item=text("entry set aside")),),
        counts={text("name of a count"): 1},
        notes=(text("note of a reading"),),
        columns=(text("column"),),
        names={text("entry of a name"): text("name as written")},
        by=text("who read"),
        reason=text("why read"),
    )
    subject = claims[0].subject
    stated = Claim(
        subject="GPT-3",
        field="dataset",
        value=text("proposed value"),
        source="made/proposed",
        locator=text("proposed place"),
        as_written=text("proposed words"),
        identity="openai/gpt-3",
    )
    proposed = Propose(
        claims=(stated,),
        about=Source(id="made/proposed", title=text("title proposed"), url="https://example.org/paper"),
        evidence=text("evidence"),
        by=text("who proposes"),
        reason=text("why proposed"),
        on="2026-11-02",
    )
    return [
        snapshot,
        proposed,
        Flag(subject=subject, message=text("report"), by=text("who reports"), reason=text("why reported")),
        Note(subject=PROPOSAL + event_id(proposed), message=text("note"), by=text("who notes"), on="2026-11-02"),
        SameAs(a=subject, b=text("other name"), reason=text("why the same"), by=text("who says the same")),
    ], text.names


def refused_or_clean(fault: Callable[[AnyEvent], str]) -> list[str]:
    """Give each string as it is to the door; return what is wrong: a raw mark that passes, or that the refusal quotes.

    Args:
        fault: Returns why an event is refused, or "".
    """
    problems = []
    for string in STRINGS:
        said = fault(Flag(subject="x", message=string))
        if bool(said) != (string != clean_text(string)):
            problems.append(f"at the door: {string!a} {'refused: ' + ascii(said) if said else 'passes as it is'}")
        if not said.isprintable():
            problems.append(f"a refusal with marks: {said!a}")
    return problems
