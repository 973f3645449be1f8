"""Attacks in every text field: a slice of the suite `injections`, and what each of its checks must notice."""

from __future__ import annotations

from pathlib import Path

import pytest
from flopwatch_torture import live_parts
from flopwatch_torture.injected_outputs import try_injections
from flopwatch_torture.injections import STRINGS, Fields, attacks
from helpers.validators import needs

from flopwatch.domain import event_fault

TEXT = STRINGS.index("<b>bold</b>&lt;i&gt;&#60;u&#62;")
ATTACK = f"{STRINGS[TEXT]}ZQ000X{TEXT:02}QZ"
ESCAPED = ATTACK.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_each_string_comes_to_each_field_once_and_passes_the_door_cleaned() -> None:
    events, names = attacks(3)
    assert [event_fault(one) for one in events] == [""] * len(events)
    assert len(set(names)) == len(names) > 500
    assert len(set(STRINGS)) == len(STRINGS) >= 60
    assert len({Fields(seed)("x") for seed in range(len(STRINGS))}) == len(STRINGS)


@pytest.mark.parametrize(
    ("check", "safe", "live"),
    [
        (live_parts.in_html, f"<p title='{ESCAPED}'>{ESCAPED}</p>", f"<p>{ATTACK}</p>"),
        (live_parts.in_html, "<script src='a.js'></script>", "<script>alert(1)</script>"),
        (live_parts.in_html, "<a href='models/x.html'>x</a>", "<a href='javascript:alert(1)'>x</a>"),
        (live_parts.in_html, "<a href='x'>x</a>", "<a href='x' onclick='alert(1)'>x</a>"),
        (live_parts.in_html, f"<p>{ESCAPED}</p>", f"<!-- {ESCAPED} --><p>x</p>"),
        (live_parts.in_csv, 'a,b\n"\'=1+1",-1.5e3\n', 'a,b\n"=1+1",1\n'),
        (live_parts.in_csv, "a,b\n'＝1,1\n", "a,b\n＝1,1\n"),
        (live_parts.in_csv, 'a,b\n"x,y",1\n', "a,b\nx,y,1\n"),
        (live_parts.in_json, '{"a": "b\\nc"}', '{"a": "b\\u001b[2J"}'),
        (live_parts.in_json, '{"a": "b"}', '{"a": "b" "c"}'),
        (live_parts.in_xml, f"<a><b>{ESCAPED}</b></a>", f"<a><b>{ATTACK}</b></a>"),
        (
            live_parts.in_xml,
            "<a type='html'>&lt;p&gt;x&lt;/p&gt;</a>",
            "<a type='html'>&lt;script&gt;x&lt;/script&gt;</a>",
        ),
        (live_parts.in_markdown, f"* {ESCAPED}", f"* {ATTACK}"),
        (live_parts.in_markdown, "| a |\n|---|\n| \\*x\\* |", "![x](http://evil.example/pixel.png)"),
        pytest.param(
            live_parts.in_turtle,
            '<a:s> <a:p> "x" .',
            '<a:s> <a:p> "x" . <http://evil.example/s> <a:p> "o" .',
            marks=needs("pyoxigraph"),
        ),
        (live_parts.in_bibtex, "@misc{a, title={\\{x\\}}}", "@misc{a, title={x}}}"),
        (live_parts.in_toml, 'a = "x"', 'a = "x" "y"'),
        (live_parts.in_yaml, "a: x", "a: b: c"),
        (live_parts.in_text, "GPT-4", "GPT-4\x1b[31m"),
        (live_parts.in_text, "GPT-4", "GPT-4\u202egnp"),
    ],
)
def test_a_check_passes_what_is_escaped_and_notices_what_is_live(check, safe: str, live: str) -> None:
    assert check(safe) == []
    assert check(live) != []


@pytest.mark.matrix
def test_no_output_holds_anything_live(tmp_path: Path) -> None:
    problems, counts = try_injections(9, tmp_path, every=False)
    assert problems == []
    assert counts["outputs"] > 50
    assert counts["places"] > 3_000
