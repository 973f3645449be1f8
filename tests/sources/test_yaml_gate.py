"""Outside YAML: text comes through as text, and everything else is refused with line, column and
reason."""

from __future__ import annotations

import contextlib
import re
import textwrap
from pathlib import Path

import pytest
import yaml
from helpers.tiers import examples, tiered
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flopwatch.domain.claims import clean_text
from flopwatch.domain.errors import BadInput
from flopwatch.sources.wire.safe_yaml import load_yaml

PLACE = re.compile(r"YAML, line [0-9]+, column [0-9]+: .")


def refused(text: str | bytes, **limits: int) -> str:
    """The refusal's words; fails when the text passes or anything else is raised."""
    with pytest.raises(BadInput) as error:
        load_yaml(text, **limits)  # type: ignore[arg-type]
    assert PLACE.match(str(error.value)), error.value
    return str(error.value)


# Each letter nine times the one before: four hundred bytes that print as gigabytes.
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{c}: &{c} [{','.join('*' + chr(ord(c) - 1) for _ in range(9))}]\n" for c in "bcdefghi"
)
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12))

BOMBS = {
    "billion laughs": (LAUGHS, "line 1, column 4: anchors"),
    "merge-key bomb": (MERGES, "line 1, column 5: anchors"),
    "merge key": ("base: {<<: {a: b}}", "line 1, column 8: merge keys"),
    "merge key, quoted": ('"<<": x', "line 1, column 1: merge keys"),
    "alias alone": ("a: *b", "line 1, column 4: aliases"),
    "alias as key": ("*b : c", "line 1, column 1: aliases"),
    "alias of itself": ("&a [*a]", "line 1, column 1: anchors"),
    "emphasis taken for an alias": ("a: **bold**", "line 1, column 4: aliases"),
    "tag that calls": ("!!python/object/apply:os.system ['true']", "line 1, column 1: tags"),
    "tag by its long name": ("a: !<tag:yaml.org,2002:python/name:os.system> b", "line 1, column 4: tags"),
    "binary": ("a: !!binary aGVsbG8=", "line 1, column 4: tags"),
    "local tag": ("- !secret x", "line 1, column 3: tags"),
    "bare tag": ("! 12", "line 1, column 1: tags"),
    "broken tag": ("!%", "line 1, column 1: tags"),
    "tag directive": ("%TAG ! tag:example.org,2026:\n---\na: !x b", "line 1, column 1: directives"),
    "version directive of 5 000 digits": (
        "%YAML " + "9" * 5000 + ".1\n--- a",
        "line 1, column 1: directives",
    ),
    "directive nobody knows": ("%EVIL x\n--- a", "line 1, column 1: directives"),
    "brackets, 100 000": ("[" * 100_000, "line 1, column 17: nested deeper than 16"),
    "braces, 100 000": ("{" * 100_000, "line 1, column 17: nested deeper than 16"),
    "brackets and keys, 50 000": ("[{a: " * 50_000, "nested deeper than 16"),
    "dashes, 100 000": ("- " * 100_000, "line 1, column 33: nested deeper than 16"),
    "indented keys, 300 deep": (
        "".join(" " * n + "a:\n" for n in range(300)),
        "line 17, column 17: nested deeper than 16",
    ),
    "question marks, 100 000": ("? " * 100_000, "line 1, column 3: a key that is a list or mapping"),
    "list as key": ("? [a]\n: b", "line 1, column 3: a key that is a list or mapping"),
    "mapping as key in braces": ("{{a: b}: c}", "line 1, column 2: a key that is a list or mapping"),
    "200 000 keys": (
        "".join(f"k{n}: 1\n" for n in range(200_000)),
        "2088890 bytes or more, above the limit of 1048576",
    ),
    "50 000 keys": (
        "".join(f"k{n}: 1\n" for n in range(50_000)),
        "line 10000, column 8: more than 20000 values",
    ),
    "400 000 empty entries": ("[" + "a," * 400_000 + "]", "more than 20000 values"),
    "repeated key": ("a: 1\nb: 2\na: 3", "line 3, column 1: key 'a' is at line 1 already"),
    "repeated key, otherwise quoted": (
        "'a': 1\n\"\\x61\": 2",
        "line 2, column 1: key 'a' is at line 1 already",
    ),
    "repeated key, in braces": ("x: {a: 1, b: 2, a: 3}", "line 1, column 17: key 'a' is at line 1"),
    "repeated empty key": ("? \n: 1\n? \n: 2", "key '' is at line 1 already"),
    "NUL": ("a: b\nc: d\0e", "line 2, column 5: control or non-character U+0000"),
    "NUL by escape": (r'a: "x\0y"', "line 1, column 4: control or non-character U+0000"),
    "escape character": ("a: \x1b[31m", "line 1, column 4: control or non-character U+001B"),
    "escape character by escape": (r'a: "\e[31m"', "control or non-character U+001B"),
    "carriage return by escape": (r'a: "x\ry"', "control or non-character U+000D"),
    "DEL": ("a: \x7f", "control or non-character U+007F"),
    "half a pair by escape": (r'a: "\ud800"', "line 1, column 4: half a surrogate pair U+D800"),
    "a pair by two escapes": (r'a: "\ud83d\ude00"', "half a surrogate pair U+D83D"),
    "half a pair in the text": ("a: b\nc: \ud800", "line 2, column 4: half a surrogate pair U+D800"),
    "code beyond Unicode": (r'a: "\UFFFFFFFF"', "line 1, column 7: no YAML (OverflowError"),
    "code just beyond Unicode": (r'a: "\U00110000"', "line 1, column 7: no YAML (ValueError"),
    "non-character": ("a: \uffff", "U+FFFF"),
    "two documents": ("a: 1\n---\nb: 2", "line 2, column 1: a second document"),
    "two documents, ended": ("--- a\n...\n--- b", "line 3, column 1: a second document"),
    "huge scalar": (
        "a: " + "x" * 70_000,
        "line 1, column 4: a text of 70000 characters, above the limit of 65536",
    ),
    "huge folded scalar": ("a: >\n" + "  word word\n" * 9000, "line 1, column 4: a text of 90000 characters"),
    "huge key": ("? " + "x" * 70_000 + "\n: b", "a text of 70000 characters"),
    "a line of a million characters": ("a: " + "x " * 500_000, "a text of 999999 characters"),
    "a remark of a million characters": ("# " + "x" * 1_000_000, "the document is empty"),
    "tab as indentation": (
        "a:\n\tb: c",
        "line 2, column 1: while scanning for the next token, found character '\\t'",
    ),
    "unclosed double quote": ('a: "x\nb: c', "found unexpected end of stream"),
    "unclosed single quote": ("a: 'x", "line 1, column 6: while scanning a quoted scalar"),
    "unclosed bracket": ("a: [1, 2", "expected ',' or ']'"),
    "unclosed brace": ("a: {b: c", "expected ',' or '}'"),
    "closed and never opened": ("a: ]", "line 1, column 4"),
    "colon in a title": ("title: GPT: the sequel", "line 1, column 11: mapping values are not allowed here"),
    "escape at the very end": ('"\\', "line 1, column 3"),
    "half an escape at the very end": ('"\\x', "line 1, column 4"),
    "at sign": ("@x", "line 1, column 1"),
    "UTF-16": ("a: b".encode("utf-16"), "line 1, column 1: not UTF-8 (UTF-16)"),
    "UTF-16 without mark": ("a: b".encode("utf-16-le"), "U+0000"),
    "UTF-32": ("a: b".encode("utf-32"), "not UTF-8"),
    "broken UTF-8": ("é: b\né: ".encode() + b"\xff", "line 2, column 4: not UTF-8 (byte 0xff)"),
    "surrogate in UTF-8": (b"a: \xed\xa0\x80", "line 1, column 4: not UTF-8 (byte 0xed)"),
    "overlong NUL": (b"a: \xc0\x80", "not UTF-8 (byte 0xc0)"),
    "5 MB": (b"x" * 5_000_000, "5000000 bytes or more"),
    "nothing": ("", "line 1, column 1: the document is empty"),
    "a remark": ("# hello\n", "the document is empty"),
    "a mark and nothing": ("---\n", "the document is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "the document is empty"),
}

# Of one line each: in the first tier a text of a million bytes is a key, a scalar, or many entries.
LONGEST = {"a line of a million characters", "a remark of a million characters"}


@pytest.mark.parametrize("bomb", tiered(BOMBS, BOMBS.keys() - LONGEST))
def test_a_bomb_is_refused_with_its_place_and_the_reason(bomb: str) -> None:
    text, told = BOMBS[bomb]
    assert told in refused(text)


KEPT = [
    ("2023-02-30", "2023-02-30"),
    ("2023-02-30T25:61:61Z", "2023-02-30T25:61:61Z"),
    ("9" * 5000, "9" * 5000),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("NO", "NO"),
    ("yes", "yes"),
    ("null", "null"),
    ("~", "~"),
    ("", ""),
    ("1_000", "1_000"),
    ("0x1F", "0x1F"),
    ("0o17", "0o17"),
    ("012", "012"),
    ("12:30:45", "12:30:45"),
    ("1e999", "1e999"),
    ("10²³", "10²³"),
    ("٣٤", "٣٤"),
    ("=", "="),
    ("x\u202egnp.exe", "x\u202egnp.exe"),
    ("x & y", "x & y"),
    ("2 * 3", "2 * 3"),
    ("50% off!", "50% off!"),
    ("a#b", "a#b"),
    ("a # remark", "a"),
    ("'it''s'", "it's"),
    (r'"\u00e9\n"', "é\n"),
    (">\n  one\n  two\n", "one two\n"),
    ("one\n  two", "one two"),
    ("\ufefftext", "\ufefftext"),
    ("https://example.org/a:b", "https://example.org/a:b"),
    ("---x", "---x"),
]


@pytest.mark.parametrize(("written", "kept"), KEPT)
def test_every_scalar_stays_the_text_it_was(written: str, kept: str) -> None:
    assert load_yaml(f"a: {written}") == {"a": kept}
    assert load_yaml(f"a: {written}\n".encode()) == {"a": kept}


def test_marks_that_reverse_the_reading_pass_here_and_are_caught_where_text_is_cleaned() -> None:
    loaded = load_yaml("name: x\u202egnp.exe")
    assert isinstance(loaded, dict)
    assert clean_text(str(loaded["name"])) == "x\ufffdgnp.exe"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "a: [1, {b: c}, [], {}]\nd:\n- e\n- f: g\n",
            {"a": ["1", {"b": "c"}, [], {}], "d": ["e", {"f": "g"}]},
        ),
        ("- a\n-\n- b", ["a", "", "b"]),
        ("[a: b, c]", [{"a": "b"}, "c"]),
        ("{a, b: c}", {"a": "", "b": "c"}),
        ("? a\n? b\n: c", {"a": "", "b": "c"}),
        ("{x: {a: 1}, y: {a: 2}}", {"x": {"a": "1"}, "y": {"a": "2"}}),
        ("just words", "just words"),
        ("a: |\n  one\n  two", {"a": "one\ntwo"}),
        ("a: |\n  one\n\n  two\n\n", {"a": "one\n\ntwo\n"}),
        ('""', ""),
        ("--- a\n...\n", "a"),
        ("a: 1\r\nb: 2\r\n", {"a": "1", "b": "2"}),
        (b"\xef\xbb\xbfa: b", {"a": "b"}),
        ("\ufeffa: b", {"a": "b"}),
    ],
)
def test_lists_and_mappings_come_through(text: str | bytes, value: object) -> None:
    assert load_yaml(text) == value


def test_each_limit_holds_to_the_unit() -> None:
    assert load_yaml("[[x]]", max_depth=2) == [["x"]]
    assert "nested deeper than 1" in refused("[[x]]", max_depth=1)
    assert "nested deeper than 1" in refused("a:\n  b: c", max_depth=1)
    assert "nested deeper than 0" in refused("a: b", max_depth=0)
    assert load_yaml("{a: b}", max_nodes=3) == {"a": "b"}
    assert "more than 2 values" in refused("{a: b}", max_nodes=2)
    assert load_yaml("a: bcd", max_scalar=3) == {"a": "bcd"}
    assert "a text of 3 characters, above the limit of 2" in refused("a: bcd", max_scalar=2)
    for text in ("a: é", "a: é".encode()):
        assert load_yaml(text, max_bytes=5) == {"a": "é"}
        assert "5 bytes or more, above the limit of 4" in refused(text, max_bytes=4)


def test_an_error_says_which_document_it_means() -> None:
    with pytest.raises(BadInput, match=r"^list\.md, block 7, line 1, column 4: aliases"):
        load_yaml("a: *b", where="list.md, block 7")


GOOD = """\
# A model as a list keeps it
name: "Example-70B"
released: 2023-02-30
developers: [Example Lab, 'Other Lab']
parameters: {total: 70e9, active: 12e9}
training:
  - tokens: 1_400_000_000_000
    hardware: >-
      two thousand
      accelerators
  - note: |
      10²³ FLOP, they say:
      "about" that much
open: NO
"""
SPICE = [
    "&a",
    "*a",
    "<<: ",
    "!!",
    "%",
    "? ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "\t",
    "\n",
    "\n---\n",
    "...\n",
    '"',
    "'",
    "\\",
    "\\x",
    "\\ud800",
    "\0",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ud800",
    "|",
    ">",
    "#",
    ",",
    "@",
    "`",
    "\r",
    " ",
    "é",
    "\U0001f600",
    "a",
]


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """The good block after a few insertions, removals, repetitions and swaps."""
    text = GOOD
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            text = text[:start] + draw(st.sampled_from(SPICE)) + text[start:]
        elif kind == 1:
            text = text[:start] + text[end:]
        elif kind == 2:
            text = text[:end] + text[start:end] * draw(st.integers(1, 4)) + text[end:]
        else:
            text = text[:start] + draw(st.text(max_size=4)) + text[end:]
    return text


def only_text(value: object) -> bool:
    if type(value) is dict:
        return all(type(key) is str and only_text(each) for key, each in value.items())
    return all(map(only_text, value)) if type(value) is list else type(value) is str


def loads_as_text_or_is_refused(text: str | bytes) -> None:
    try:
        value = load_yaml(text)
    except BadInput as error:
        assert PLACE.match(str(error))  # noqa: PT017 - passing is the other lawful outcome
    else:
        assert only_text(value)


@given(mutants())
@settings(max_examples=examples(1500))
@example(GOOD)
def test_any_mutant_of_a_good_block_is_text_or_refused(text: str) -> None:
    loads_as_text_or_is_refused(text)


@given(
    st.binary(max_size=60)
    | st.builds(lambda t, b, n: t.encode()[:n] + b, st.just(GOOD), st.binary(max_size=8), st.integers(0, 300))
)
@settings(max_examples=examples(500))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    loads_as_text_or_is_refused(data)


@given(st.text(st.sampled_from("\"'\\[]{}:,-?&*!|>%@# \n\t\rxuU0f~<=."), max_size=40))
@settings(max_examples=examples(1500))
def test_any_string_of_the_marks_that_mean_something_is_text_or_refused(text: str) -> None:
    loads_as_text_or_is_refused(text)


plain = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20)
values = st.recursive(
    plain,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(plain.filter(lambda k: k != "<<"), each, max_size=4),
    max_leaves=12,
)


@given(values)
@settings(max_examples=examples(300))
def test_what_another_writer_wrote_is_read_back(value: object) -> None:
    """The oracle is PyYAML's own dumper, quoting everything that it would not read as text."""
    quiet = type("Quiet", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
    text = yaml.dump(value, Dumper=quiet, allow_unicode=True, width=10_000, default_style='"')
    stripped = re.sub("!!str ", "", text)
    assert load_yaml(stripped if value or isinstance(value, str) else text) == value


@pytest.mark.shared
@pytest.mark.parametrize(("document", "blocks", "readable"), [("003", 89, 89), ("004", 102, 100)])
def test_the_blocks_of_the_lists_are_read_but_for_those_that_are_no_yaml(
    shared: Path, document: str, blocks: int, readable: int
) -> None:
    text = next((shared / "seeds").glob(f"{document}_*")).read_text(encoding="utf-8")
    found = re.findall(r"^[ \t]*```[ ]?ya?ml[ \t]*\n(.{0,20000}?)^[ \t]*```", text, re.S | re.M)
    read = 0
    for block in found:
        with contextlib.suppress(BadInput):
            assert isinstance(load_yaml(textwrap.dedent(block)), dict)
            read += 1
    assert (len(found), read) == (blocks, readable)


def test_the_good_block_is_read_whole() -> None:
    assert load_yaml(GOOD) == {
        "name": "Example-70B",
        "released": "2023-02-30",
        "developers": ["Example Lab", "Other Lab"],
        "parameters": {"total": "70e9", "active": "12e9"},
        "training": [
            {"tokens": "1_400_000_000_000", "hardware": "two thousand accelerators"},
            {"note": '10²³ FLOP, they say:\n"about" that much\n'},
        ],
        "open": "NO",
    }


@pytest.mark.parametrize("text", [LAUGHS, "a: 1\na: 2", "2023-02-28", ".inf", "a: {<<: {b: c}}", "NO"])
def test_an_ordinary_loader_would_let_these_through(text: str) -> None:
    """The seeded bug: were the gate replaced by `safe_load`, what it must refuse or keep as text would
    change."""
    loaded = yaml.safe_load(text)
    with contextlib.suppress(BadInput):
        assert load_yaml(text) != loaded
