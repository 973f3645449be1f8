"""Outside text stays text: markup, quotes, line ends, marks that turn the direction, endless words, in every
field there is.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from helpers.browser_visit import Visit
from helpers.sample_census import build_census
from helpers.tiers import tiered

from flopwatch.build_folder import publish
from flopwatch.census import Census
from flopwatch.domain.fields import field
from flopwatch.records.results import FieldKey, FieldValue, Record
from flopwatch.server.static import served

HOSTILE = (
    "</title><script>alert(1)</script>\"'`&amp;\n\r\t\u202e\u2066<img src=x onerror=alert(2)>{{ 7*7 }}{% endraw "
    "%}]]>--><svg onload=alert(3)>" + "W" * 300
)
_OPEN = {"developer", "chip"}  # vocabularies that outside words get into


def _hostile_value(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    about = field(name)
    if about.kind == "link":
        return ("javascript:alert(4)//" + HOSTILE,)
    return (HOSTILE,) if about.kind == "text" or name in _OPEN else values


def _hostile_field(value: FieldValue) -> FieldValue:
    return msgspec.structs.replace(
        value, values=_hostile_value(value.field, value.values), rule=HOSTILE, corrected=HOSTILE
    )


def _hostile_record(record: Record, claims: dict[str, object]) -> Record:
    fields = {name: _hostile_field(value) for name, value in record.fields.items()}
    if record.kind == "model":  # a text field and a link that the sample has not got
        any_claims = next(iter(record.fields.values())).claims
        for name in ("license", "base_model", "dataset"):
            fields[name] = FieldValue(FieldKey(name), (HOSTILE,), "", "=", "", HOSTILE, any_claims)
    return dataclasses.replace(
        record,
        name=HOSTILE + record.id,
        aliases=(HOSTILE,),
        fields=fields,
        unknown={"parameters": HOSTILE},
        claims={key: claims[key] for key in record.claims},
    )  # type: ignore[arg-type]


def hostile(census: Census) -> Census:
    """The census with every piece of outside text replaced."""
    claims = {
        key: msgspec.structs.replace(
            claim,
            as_written=HOSTILE,
            locator=HOSTILE,
            reported_from=HOSTILE,
            qualifiers={"component": HOSTILE},
            subject=HOSTILE,
            entry=HOSTILE,
            value=_hostile_value(claim.field, (claim.value,))[0],
            flags=(HOSTILE,),
        )
        for key, claim in census.claims.items()
    }
    some = {
        key: msgspec.structs.replace(one, title=HOSTILE, note=HOSTILE, licence=HOSTILE, url="javascript:alert(5)")
        for key, one in census.sources.items()
    }
    findings = tuple(
        msgspec.structs.replace(one, message=HOSTILE, proposal=HOSTILE, as_written=HOSTILE) for one in census.findings
    )
    records = {key: _hostile_record(one, claims) for key, one in census.records.items()}  # type: ignore[arg-type]
    return dataclasses.replace(census, claims=claims, sources=some, findings=findings, records=records)


PAGES = (
    "models/openai/gpt-4.html",
    "organisations.html",
    "compare.html",
    "submit.html?model=openai/gpt-4",
    "thresholds.html",
    "audit.html",
    # In the second tier: the same parts on other pages.
    "models/meta/llama-3.1-405b.html",
    "comparison.html",
    "hardware.html",
    "unconfirmed.html",
    "lists.html",
    "data.html",
    "calculator.html",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    census = hostile(build_census())
    out = tmp_path_factory.mktemp("hostile") / "out"
    publish(census, out)
    return out / "site"


@pytest.fixture(scope="module")
def hostile_hub(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


class Live(HTMLParser):
    """Parts of a page that a browser would run or load, or elements that no template has."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("img", "iframe", "style", "object", "embed", "base") or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            if str(given.get(name) or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{name}={given[name]!r:.60}")


def test_no_page_holds_live_markup(folder: Path) -> None:
    live = {
        path.relative_to(folder).as_posix(): found
        for path in sorted(folder.rglob("*.html"))
        if (found := Live(path.read_text(encoding="utf-8")).found)
    }
    assert live == {}
    text = (folder / "models/openai/gpt-4.html").read_text(encoding="utf-8")
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 10
    assert "{{ 7*7 }}" in text  # a template would have made 49 of it


def test_drawings_and_data_scripts_hold_it_as_text(folder: Path) -> None:
    for path in sorted(folder.rglob("*.svg")):
        assert "<script" not in path.read_text(encoding="utf-8"), path
    for name in ("compare-data.js", "submit-data.js", "calculator-data.js"):
        text = (folder / name).read_text(encoding="utf-8")
        found = re.fullmatch(r"globalThis\.flopwatch[A-Za-z]+ = (.*);\n", text, re.DOTALL)
        assert found, name
        json.loads(found[1])


@pytest.mark.browser
@pytest.mark.parametrize("path", tiered(PAGES, PAGES[:6]))
def test_chromium_runs_none_of_it_and_no_layout_breaks(visit: Visit, hostile_hub: str, path: str) -> None:
    page = visit.page
    said: list[str] = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(hostile_hub + path)
    wide = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(width)
    assert (said, visit.errors, wide) == ([], [], [])
