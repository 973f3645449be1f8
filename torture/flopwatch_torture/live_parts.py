"""What of an output is live: markup, links, formulas, controls or structure that came out of a text.

Each check reads the output with the reader of its format. The text in front of a mark must be the attack itself, to its
last characters: if it is not, a part of it was taken for structure, or was lost.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from flopwatch.domain import clean_text
from flopwatch_torture.injections import MARK, STRINGS

_TAILS = tuple(clean_text(one + "Z").removesuffix("Z")[-8:] for one in STRINGS)
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?%?")
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_SCHEMES = {"http", "https", "mailto"}
_FORBIDDEN = {"iframe", "object", "embed", "base", "foreignobject", "applet", "marquee"}
_ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "xlink:href", "poster", "data")
_INVISIBLE = re.compile("[\u200b\xad]")  # some formats show them as replaced
_DROPPED = str.maketrans("", "", "{}")
_LATEX = re.compile(r"\\([%&_#$])")
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF}
_SHOWN = re.compile(r"globalThis\.[A-Za-z]+ ?= ?(.*);\n?", re.DOTALL)


def in_text(text: str, *, one_line: bool = False) -> list[str]:
    """Return what is wrong with a text that a format's reader gives: a changed attack, or a mark that steers a screen.

    Args:
        text: The text.
        one_line: Whether blanks may have been folded.
    """
    problems = []
    for found in MARK.finditer(text):
        tail = _TAILS[int(found[2])]
        before = text[max(0, found.start() - 32) : found.start()]
        if one_line:
            tail, before = _plain(tail), _plain(before)
        bare = before.replace("\\", "").endswith(tail.replace("\\", ""))  # a message or a JSON text in a cell quotes it
        if not bare and not before.endswith((tail, _INVISIBLE.sub("\ufffd", tail))):
            problems.append(f"{found[0]}: {tail!a} became {before!a}")
    for one in text:
        if one not in "\n\t" and (unicodedata.category(one) == "Cc" or ord(one) in _STEERING):
            problems.append(f"U+{ord(one):04X} in {ascii(text[:60])}")
            break
    return problems


def _plain(text: str) -> str:
    """Fold blanks and underscores, which a page shows as blanks, and leave out what a citation escapes or drops."""
    return " ".join(_LATEX.sub(r"\1", text).replace("_", " ").translate(_DROPPED).split())


def in_address(address: str) -> list[str]:
    """Return what is wrong with an address: a scheme that runs, or one that reads a file."""
    found = _SCHEME.match(address)
    return [f"link to {address[:60]!a}"] if found and found[1].lower() not in _SCHEMES else []


class _Page(HTMLParser):
    """Collects the problems of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self._inside = ""
        self._data: list[str] = []
        self.feed(text)
        self.close()
        self._end_of_text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_of_text()
        given = {name: value or "" for name, value in attrs}
        if tag in _FORBIDDEN or (
            tag == "script" and not given.get("src") and given.get("type") != "application/ld+json"
        ):
            self.problems.append(f"<{tag}>")
        if MARK.search(tag) or any(MARK.search(name) for name in given):
            self.problems.append(f"a mark in the name of a tag or attribute: <{tag}>")
        self.problems += [f"{name}=" for name in given if name.startswith("on") or name == "style"]
        if "refresh" in given.get("http-equiv", ""):
            self.problems.append("a page that sends its reader on")
        for name, value in given.items():
            if name in _ADDRESSES:
                self.problems += in_address(value)
            else:
                self.problems += in_text(value, one_line=True)
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._end_of_text()
        self._inside = ""

    def handle_data(self, data: str) -> None:
        self._data.append(data)

    def handle_comment(self, data: str) -> None:
        if MARK.search(data):
            self.problems.append(f"a comment: {data[:40]!a}")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"an instruction: {data[:40]!a}")

    def _end_of_text(self) -> None:
        text, self._data = "".join(self._data), []
        if self._inside == "style" and MARK.search(text):
            self.problems.append("a mark in a style")
        elif self._inside == "script" and text.strip():
            self.problems += in_json(text)
        elif MARK.search(text):
            self.problems += in_text(text, one_line=True)


def in_html(text: str) -> list[str]:
    """Return what is live in a page."""
    return _Page(text).problems


def in_csv(text: str, *, exact: bool = False) -> list[str]:
    """Return what is live in a table: cells that are formulas, and rows of another length.

    Args:
        text: The table.
        exact: Whether the table is for programs, so that its texts are as they are.
    """
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text.partition("\n")[0] else ","))
    problems = [f"a row of {len(row)} cells, not {len(rows[0])}" for row in rows if len(row) != len(rows[0])]
    for cell in (cell for row in rows for cell in row):
        if not exact and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
            problems.append(f"a formula: {cell[:40]!a}")
        problems += in_json(cell) if cell.startswith(('{"', '["')) and exact else in_text(cell)
    return problems


def _is_json(cell: str) -> bool:
    try:
        return cell.startswith(("{", "[")) and json.loads(cell) is not None
    except ValueError:
        return False


def in_json(text: str) -> list[str]:
    """Return what is wrong with the texts of a JSON document, or that it is none."""
    try:
        return [one for words in _strings(json.loads(text)) for one in in_text(words)]
    except ValueError as error:
        return [f"no JSON: {error}"]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _strings(key)
            yield from _strings(one)


def in_xml(text: str) -> list[str]:
    """Return what is live in a feed or a drawing."""
    try:
        top = ET.fromstring(text)
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    problems = []
    for element in top.iter():
        tag = element.tag.rpartition("}")[2]
        if tag.lower() in {*_FORBIDDEN, "script", "evil"}:
            problems.append(f"<{tag}>")
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            problems += [f"{plain}="] if plain.startswith("on") else []
            problems += in_address(value) if plain in _ADDRESSES and tag != "link" else []
        words = (element.text or "") if element.get("type") != "html" else ""
        problems += in_html(element.text or "") if element.get("type") == "html" else in_text(words, one_line=True)
        problems += in_text(element.tail or "", one_line=True)
    return problems


def in_markdown(text: str) -> list[str]:
    """Return what is live in a Markdown text as a forge shows it: markup, pictures, links, cells and headings."""
    problems = []
    rows: list[int] = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        if token.type in ("html_block", "fence", "code_block") and MARK.search(token.content):
            problems.append(f"{token.type}: {token.content[:60]!a}")
        rows += [0] if token.type == "tr_open" else []
        for child in token.children or ():
            if child.type in ("html_inline", "image"):
                problems.append(f"{child.type}: {child.content[:60]!a}")
            problems += in_address(str(child.attrs.get("href", ""))) if child.type == "link_open" else []
        shown = "".join(" " if one.type == "softbreak" else one.content for one in token.children or ())
        problems += in_text(shown, one_line=True)
    return problems


def in_turtle(text: str) -> list[str]:
    """Return what is live in a graph: a statement about a foreign subject, or an address that is none."""
    import pyoxigraph as ox

    try:
        quads = list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    except (ValueError, SyntaxError) as error:
        return [f"no graph: {error}"]
    problems = []
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode):
                problems += [f"a node: {term.value}"] if term.value.startswith("http://evil.example") else []
            elif isinstance(term, ox.Literal):
                problems += in_text(term.value)
    return problems


def in_bibtex(text: str) -> list[str]:
    """Return what is live in a BibTeX file: another entry, or braces that do not balance."""
    bare = re.sub(r"\\[{}\\]", "", text)
    depth = 0
    for one in bare:
        depth += (one == "{") - (one == "}")
        if depth < 0:
            return ["a brace closes what none opened"]
    return [] if depth == 0 else ["braces do not balance"]


def in_toml(text: str) -> list[str]:
    """Return what is wrong with a TOML file: none, or a text that became structure."""
    try:
        return [one for words in _strings(tomllib.loads(text)) for one in in_text(words)]
    except tomllib.TOMLDecodeError as error:
        return [f"no TOML: {error}"]


def in_yaml(text: str) -> list[str]:
    """Return what is wrong with a YAML file."""
    try:
        return [one for words in _strings(yaml.safe_load(text)) for one in in_text(words)]
    except yaml.YAMLError as error:
        return [f"no YAML: {error}"]


def in_file(path: Path) -> list[str] | None:
    """Return what is live in a file; None if its format has no reader that could be misled."""
    kind = path.suffix.removeprefix(".")
    if kind in ("html", "js", "csv", "tsv", "json", "jsonld", "svg", "xml", "md", "ttl", "bib", "toml", "cff", "txt"):
        text = path.read_bytes().decode("utf-8")
    else:
        return None
    if kind == "csv":
        return in_csv(text, exact=path.parent.name == "exact")
    if kind == "js":
        found = _SHOWN.fullmatch(text)
        return in_json(found[1]) if found else ["a script with a mark"] * bool(MARK.search(text))
    checks = {
        "ttl": in_turtle,
        "jsonld": in_json,
        "html": in_html,
        "tsv": in_csv,
        "json": in_json,
        "svg": in_xml,
        "xml": in_xml,
        "md": in_markdown,
    }
    return {**checks, "bib": in_bibtex, "toml": in_toml, "cff": in_yaml, "txt": in_text}[kind](text)
