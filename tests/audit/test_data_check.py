"""`flopwatch data check`: no problems in the bundled base, and each rule catches the error seeded for it, and
only it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.commands import command
from helpers.curated_texts import CORRECTION
from helpers.tiers import tiered

from flopwatch import api
from flopwatch.audit.curated import rules
from flopwatch.bundled_data import curated_folder
from flopwatch.domain.curated import Problem
from flopwatch.domain.errors import NotFound
from flopwatch.sources.curated import all_faults

MODEL = "claims/meta/llama-2-70b.toml"
SOUND = {
    "value": '"1e9"',
    "unit": '"parameters"',
    "source": '"epoch-1e25"',
    "where": '"a place"',
    "quote": '"words"',
    "recorded": "2026-11-22",
}
Seed = Callable[[Path], object]


def entry(field: str, **keys: str) -> str:
    """The text of one entry, sound but for the keys given; an empty one is left out."""
    table = {**SOUND, **({} if field in ("parameters", "variant_parameters") else {"unit": ""}), **keys}
    return "\n".join([f"\n[[{field}]]", *(f"{key} = {text}" for key, text in table.items() if text), ""])


def add(text: str, file: str = MODEL) -> Seed:
    """Append text to a file, which may be new."""

    def seed(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text)

    return seed


def says(field: str, **keys: str) -> Seed:
    """One more claim about a model of July 2023, trained on A100s."""
    return add(entry(field, **keys))


def swap(file: str, pattern: str, new: str) -> Seed:
    """Replace the first place of a file that matches."""

    def seed(folder: Path) -> None:
        path = folder / file
        text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
        assert count == 1, (file, pattern)
        path.write_text(text, encoding="utf-8")

    return seed


def both(*seeds: Seed) -> Seed:
    """Several changes that are one error."""
    return lambda folder: [seed(folder) for seed in seeds]


MODELS, DEVELOPERS = "vocabulary/models.toml", "vocabulary/developers.toml"
SOURCE = '\n[[source]]\nid = "{}"\ntitle = "A title"\nurl = "{}"\ndate = "{}"\n'
CHIP = (
    '\n[[chip]]\nid = "{}"\nname = "{}"\naliases = ["{}"]\npeak_flop_per_s = {{ bf16 = "{}" }}\nsource = '
    '"epoch-ml-hardware"\n'
)
POINT = '\n[[point]]\nquantity = "{}"\ndate = "{}"\nvalue = "{}"\nmodel = "m"\nsource = "epoch-1e25"\n'
THRESHOLD = '\n[[threshold]]\nflop = "{}"\nlabel = "{}"\nmeaning = "m"\nsource = "{}"\n'
SNAPSHOT = (
    '{"event":"snapshot","source":"s","sha256":"","date":"","reader":"r",'
    '"version":1,"claims":[],"read":0,"claimed":0}\n'
)
FILE = 'name = "Example"\n' + entry("parameters")
PRODUCT = 'name = "Example"\nkind = "product"\n' + entry("domain", value='"language"')

CIRCUMSTANCE = """
[[circumstance]]
model = "nobody/none"
kind = "price"
value = "1"
name = "None"
row = 1
source = "epoch-1e25"
"""
SEEDS: dict[str, tuple[str, Seed]] = {
    # one entry of a file of claims
    "a field nobody knows": ("unknown-field", says("paramters")),
    "a key nobody knows": ("unknown-key", says("parameters", colour='"red"')),
    "no value": ("missing-key", says("parameters", value="")),
    "no source": ("missing-key", says("parameters", source="")),
    "no place": ("missing-key", says("parameters", where="")),
    "no words": ("missing-key", says("parameters", quote="")),
    "a number as people say it": ("decimal", says("parameters", value='"70B"')),
    "a number that is not text": ("decimal", says("parameters", value="70")),
    "a number with a comma": ("decimal", says("parameters", relation='"range"', high='"7,000"')),
    "digits of another script": ("decimal", says("parameters", value='"١٧٥"')),
    "a unit nobody knows": ("unit", says("parameters", unit='"params"')),
    "a unit of another kind": ("unit", says("parameters", unit='"FLOP"')),
    "no unit": ("unit", says("parameters", unit="")),
    "a unit where nothing is counted": ("unit", says("title", unit='"FLOP"')),
    "more parameters than can be": ("out-of-range", says("parameters", value='"7e30"')),
    "a utilisation in percent": ("out-of-range", says("utilization", value='"38"', unit='"fraction"')),
    "no tokens at all": ("out-of-range", says("tokens_seen", value='"0"', unit='"tokens"')),
    "fewer than no passes": ("out-of-range", says("epochs", value='"-1"', unit='"epochs"')),
    "a month that does not exist": ("date", says("published", value='"2023-13"')),
    "a day in words": ("date", says("parameters", recorded='"yesterday"')),
    "a country that does not exist": ("unknown-term", says("country", value='"Atlantis"')),
    "a domain nobody knows": ("unknown-term", says("domain", value='"zoology"')),
    "a range without an end": ("schema", says("parameters", relation='"range"')),
    "a range that runs backwards": ("schema", says("parameters", relation='"range"', high='"1"')),
    "a relation nobody knows": ("schema", says("parameters", relation='"about"')),
    "flags that are not a list": ("schema", says("parameters", flags='"lenient"')),
    "qualifiers that are not a table": ("schema", says("parameters", qualifiers='"base"')),
    "blanks run together": ("schema", says("parameters", quote='"two  blanks"')),
    "a field of another kind of subject": ("schema", says("uses_model", value='"GPT-4"')),
    "a value where there are tables": ("schema", both(swap(MODEL, r"\A(name = [^\n]*)", r'\1\ntitle = "x"'))),
    "the same claim twice": ("duplicate-claim", both(says("variant_parameters"), says("variant_parameters"))),
    # files of claims
    "a file next to the models": ("stray-file", add("x", "claims/notes.toml")),
    "a file of another format": ("stray-file", add("x", "claims/meta/notes.txt")),
    "a file in no folder of ours": ("stray-file", add("x", "notes.md")),
    "a path in capitals": ("file-name", add(FILE, "claims/meta/Example.toml")),
    "no TOML": ("not-toml", add("\n[[parameters\n")),
    "no name": ("head", swap(MODEL, r"\Aname = [^\n]*\n", "")),
    "an id that is not the path's": ("head", swap(MODEL, r"\A(name = [^\n]*)", r'\1\nid = "meta/other"')),
    "a kind nobody knows": ("head", swap("claims/you-com/youchat.toml", r'kind = "product"', 'kind = "service"')),
    "a file that says nothing": ("schema", add('name = "Example"\n', "claims/meta/example.toml")),
    # references
    "a source nobody described": ("unknown-source", says("variant_parameters", source='"somebody"')),
    "a threshold of no source": ("unknown-source", add(THRESHOLD.format("1e27", "x", "somebody"), "thresholds.toml")),
    "a source nothing cites": ("unused-source", add(SOURCE.format("x", "https://example.org", "2020"), "sources.toml")),
    "a circumstance of no model": ("unknown-model", add(CIRCUMSTANCE, "circumstances.toml")),
    "a developer nobody knows": ("unknown-developer", says("developer", value='"Nobody Inc"')),
    "a folder of no developer": ("unknown-developer", add(PRODUCT, "claims/nobody/example.toml")),
    "a model of no developer": (
        "unknown-developer",
        both(add('\n[[model]]\nid = "nobody/x"\nname = "X of nobody"\n', MODELS), add(FILE, "claims/nobody/x.toml")),
    ),
    "a model without claims": ("no-claims", add('\n[[model]]\nid = "openai/gpt-99"\nname = "GPT-99"\n', MODELS)),
    "claims on a model nobody lists": ("not-in-vocabulary", add(FILE, "claims/openai/gpt-98.toml")),
    "a chip nobody knows": ("unknown-chip", says("chip", value='"Abacus 3000"')),
    "hours of a chip nobody knows": (
        "unknown-chip",
        says("chip_hours", value='"5"', unit='"chip-hours"', qualifiers='{ chip = "Abacus 3000" }'),
    ),
    "a base that does not exist": (
        "base-missing",
        swap(MODELS, r'id = "openai/gpt-4o-mini"\n', 'id = "openai/gpt-4o-mini"\nbase = "openai/gpt-0"\n'),
    ),
    "a base that is a variant": (
        "base-is-variant",
        swap(MODELS, r'id = "openai/gpt-4o-mini"\n', 'id = "openai/gpt-4o-mini"\nbase = "openai/codex"\n'),
    ),
    "a base younger than its variant": (
        "base-is-younger",
        swap(MODELS, r'id = "openai/gpt-2"\n', 'id = "openai/gpt-2"\nbase = "openai/gpt-4"\n'),
    ),
    # numbers, dates, words
    "published before its chip came out": ("before-its-chip", says("published", value='"2019-05-01"')),
    "a chip of a later year": ("before-its-chip", swap(MODEL, r'(\[\[chip\]\]\nvalue = )"[^"]*"', r'\1"H200"')),
    "more active parameters than there are": (
        "active-above-total",
        says("active_parameters", value='"71e9"', unit='"parameters"', source='"epoch-ai-models"'),
    ),
    "money of no year": ("cost-without-year", says("training_cost", value='"5e6"', unit='"USD"')),
    "money of a year in words": (
        "cost-without-year",
        says("training_cost", value='"5e6"', unit='"USD"', qualifiers='{ usd_year = "last" }'),
    ),
    "a quote of half a page": ("long-quote", says("variant_parameters", quote='"' + "word " * 30 + 'end"')),
    "an unknown without words": (
        "empty-quote",
        says("variant_parameters", relation='"unknown"', value="", unit="", quote=""),
    ),
    "prose": ("prose", says("abstract", value='"We present a model."')),
    "recorded on no date": ("not-recorded", says("variant_parameters", recorded="")),
    "recorded in a month": ("not-recorded", says("variant_parameters", recorded='"2026-11"')),
    "recorded before its source": ("recorded-before-source", says("variant_parameters", recorded="2024-12-31")),
    "recorded in the far future": ("recorded-ahead", says("variant_parameters", recorded="2062-11-22")),
    "published in the far future": ("published-after-record", says("published", value='"2032-07-18"')),
    "published after its source": ("published-after-source", says("published", value='"2025-07-18"')),
    "an address without a protocol": ("not-a-link", says("paper", value='"arxiv.org/abs/2307.09288"')),
    "an address that runs a script": ("not-a-link", says("paper", value='"javascript:alert(1)"')),
    # tables
    "a source described twice": (
        "duplicate-id",
        add(SOURCE.format("epoch-1e25", "https://example.org", "2025-01-30"), "sources.toml"),
    ),
    "a source of no date": (
        "schema",
        add(SOURCE.format("x", "https://example.org", "spring") + 'kept_for = "a test"\n', "sources.toml"),
    ),
    "a source without an address of the web": (
        "not-a-link",
        add(SOURCE.format("x", "ftp://example.org", "2020") + 'kept_for = "a test"\n', "sources.toml"),
    ),
    "a table of another kind": ("unknown-key", add('\n[[sauce]]\nid = "x"\n', "sources.toml")),
    "a key of no developer": (
        "unknown-key",
        add('\n[[developer]]\nid = "x"\nname = "X, a test"\ncolour = "red"\n', DEVELOPERS),
    ),
    "a name that is a number": ("schema", add('\n[[developer]]\nid = "x"\nname = 7\n', DEVELOPERS)),
    "a developer of no country": (
        "schema",
        add('\n[[developer]]\nid = "x"\nname = "X, a test"\ncountries = ["QQ"]\n', DEVELOPERS),
    ),
    "two developers of one name": ("ambiguous-name", add('\n[[developer]]\nid = "x"\nname = "Open AI"\n', DEVELOPERS)),
    "a developer listed twice": (
        "duplicate-id",
        add('\n[[developer]]\nid = "openai"\nname = "OpenAI, again"\n', DEVELOPERS),
    ),
    "a model listed twice": (
        "duplicate-id",
        add('\n[[model]]\nid = "openai/gpt-4"\nname = "GPT-4, again"\n', MODELS),
    ),
    "two models of one name": ("ambiguous-name", swap(MODELS, r'(id = "openai/gpt-2"\nname = )"GPT-2"', r'\1"gpt 4"')),
    "a chip listed twice": (
        "duplicate-id",
        add(CHIP.format("nvidia-h100", "Another chip", "Another name", "1e15"), "chips.toml"),
    ),
    "two chips of one name": (
        "ambiguous-name",
        add(CHIP.format("another-chip", "Another chip", "H-100", "1e15"), "chips.toml"),
    ),
    "a peak in words": (
        "schema",
        add(CHIP.format("another-chip", "Another chip", "Another name", "fast"), "chips.toml"),
    ),
    "a threshold in words": ("schema", add(THRESHOLD.format("lots", "x", "eu-ai-act"), "thresholds.toml")),
    "a threshold out of order": ("threshold-order", add(THRESHOLD.format("1e24", "x", "eu-ai-act"), "thresholds.toml")),
    "two thresholds of one label": (
        "threshold-order",
        add(THRESHOLD.format("1e27", "Large-scale", "eu-ai-act"), "thresholds.toml"),
    ),
    "a rule of law without an amount": ("schema", swap("rules.toml", r'flop = "1e25"', 'flop = ""')),
    "a rule of law listed twice": (
        "duplicate-id",
        add(
            '\n[[rule]]\nid = "eu-systemic-risk"\nname = "Again"\njurisdiction = "EU"\nflop = "1e25"\nmeaning = "m"\n'
            'status = "in force"\nsource = "eu-ai-act"\n',
            "rules.toml",
        ),
    ),
    "a frontier that falls": ("frontier-order", add(POINT.format("parameters", "2026-01", "5"), "frontier.toml")),
    "a frontier of something else": ("schema", add(POINT.format("fame", "2026-01", "5"), "frontier.toml")),
    "a correction without a reason": (
        "schema",
        add(CORRECTION.replace("An example.", ""), "corrections.toml"),
    ),
    "a correction of nothing": ("schema", add(CORRECTION.replace("override", "scale"), "corrections.toml")),
    "a correction nobody needs any more": (
        "stale-correction",
        add(CORRECTION.replace('"2.1e25"', '"9e99"'), "corrections.toml"),
    ),
    "two corrections of one field": ("duplicate-id", add("\n" + CORRECTION + CORRECTION, "corrections.toml")),
    "a decision that decides nothing": ("decision", add('{"event":"accept"}\n', "decisions/2026-01.jsonl")),
    "a decision about a claim that nobody makes": (
        "decision",
        add('{"claim":"0123456789abcdef","event":"reject","reason":"r"}\n', "decisions/2026-01.jsonl"),
    ),
    "a decision about a model that nobody has": (
        "decision",
        add('{"a":"nobody/none","b":"Llama 2-70B","event":"same-as","reason":"r"}\n', "decisions/2026-01.jsonl"),
    ),
    "a snapshot among the decisions": ("decision", add(SNAPSHOT, "decisions/2026-01.jsonl")),
    "a table that is gone": ("missing-file", lambda folder: (folder / "frontier.toml").unlink()),
    "a word listed twice": ("word-list", add('[words]\nen = ["parameters", "Parameters"]\n', "keywords.toml")),
    "an empty word": ("word-list", add('[words]\nen = ["parameters", " "]\n', "keywords.toml")),
}
# In the first tier: one seed for each rule.
# A seed of every third rule in the first tier, of each in the second.
FIRST = list({rule: name for name, (rule, _) in SEEDS.items()}.values())[::3]


@pytest.fixture(scope="module")
def copy(few_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to seed errors in: on the whole base a hundred of them would take minutes."""
    return shutil.copytree(few_models, tmp_path_factory.mktemp("curated") / "data")


@pytest.fixture(scope="module")
def before(copy: Path) -> set[Problem]:
    """Problems without any seed: sources left uncited by the claims left out."""
    return set(api.check_data(copy))


@pytest.fixture
def folder(copy: Path, few_models: Path) -> Iterator[Path]:
    """The copy, put back as it was after the test."""
    yield copy
    good = few_models
    for path in [one for one in copy.rglob("*") if one.is_file()]:
        original = good / path.relative_to(copy)
        if not original.is_file():
            path.unlink()
        elif path.stat().st_size != original.stat().st_size or path.read_bytes() != original.read_bytes():
            shutil.copyfile(original, path)
    for original in (one for one in good.iterdir() if one.is_file()):
        shutil.copyfile(original, copy / original.name)


@pytest.mark.matrix
def test_nothing_is_to_be_mended_in_the_bundled_base() -> None:
    assert api.check_data(curated_folder()) == []


@pytest.mark.parametrize("name", tiered(SEEDS, FIRST))
def test_a_seeded_error_is_found_by_its_rule_alone(folder: Path, before: set[Problem], name: str) -> None:
    rule, seed = SEEDS[name]
    seed(folder)
    found = [row for row in api.check_data(folder) if row not in before]
    assert {row.rule for row in found} == {rule}, found
    for row in found:
        assert row.message
        assert row.proposal
        assert not row.file.startswith("/")


def test_every_rule_has_a_seed() -> None:
    # The names that the two rooms give to their problems, as their text has them.
    named: set[str] = set()
    for place in (*Path(str(rules.__file__)).parent.glob("*.py"), Path(str(all_faults.__file__))):
        text = place.read_text(encoding="utf-8")
        named |= set(re.findall(r"""_?problem(?:_at)?\(\s*[^()"]+,(?:\s*"[^"]*",)??\s*"([a-z]+(?:-[a-z]+)*)",""", text))
        named |= set(re.findall(r"""rule="([a-z-]+)",""", text))
    assert len(named) > 25
    assert named - {rule for rule, _ in SEEDS.values()} == set()
    assert set(all_faults._MEND) <= {rule for rule, _ in SEEDS.values()}


def test_all_faults_of_all_files_are_listed_at_once(folder: Path, before: set[Problem]) -> None:
    add(entry("parameters", value='"70B"', unit='"params"', source="", recorded='"soon"', colour='"red"'))(folder)
    add(entry("published", value='"2023-13"', flags='"x"'))(folder)
    add("\n[[parameters\n", "claims/openai/gpt-4.toml")(folder)
    add('\n[[developer]]\nid = "x"\nnam = "X"\ncountries = ["QQ"]\n', DEVELOPERS)(folder)
    found = [row for row in api.check_data(folder) if row not in before]
    mine = [(row.item, row.rule) for row in found if row.file == MODEL]
    assert sorted(rule for item, rule in mine if item == "[[parameters]] no. 2") == [
        "date",
        "decimal",
        "missing-key",
        "unit",
        "unknown-key",
    ]
    assert sorted(rule for item, rule in mine if item == "[[published]] no. 2") == ["date", "schema"]
    assert ("claims/openai/gpt-4.toml", "not-toml") in {(row.file, row.rule) for row in found}
    assert [row.rule for row in found if row.file == DEVELOPERS] == ["unknown-key", "schema"]


def test_a_source_that_says_what_it_is_kept_for_need_not_be_cited(folder: Path, before: set[Problem]) -> None:
    add(
        SOURCE.format("x", "https://example.org", "2020") + 'kept_for = "the essay names it"\n',
        "sources.toml",
    )(folder)
    assert set(api.check_data(folder)) == before


def test_a_correction_silences_what_it_overrules(folder: Path, before: set[Problem]) -> None:
    says("published", value='"2019-05-01"')(folder)
    fix = 'model = "meta/llama-2-70b"\nfield = "published"\naction = "override"\nvalue = "2023-07-18"\n'
    expect = 'expect = { source = "epoch-1e25", value = "2019-05-01" }\nreason = "A slip."\nstatus = "told"\n'
    add(f"\n[[correction]]\n{fix}{expect}", "corrections.toml")(folder)
    assert set(api.check_data(folder)) == before


def test_money_may_be_of_an_unstated_year(folder: Path, before: set[Problem]) -> None:
    says("training_cost", value='"5e6"', unit='"USD"', qualifiers='{ usd_year = "unstated" }')(folder)
    assert set(api.check_data(folder)) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere is not a folder"):
        api.check_data(tmp_path / "nowhere")


def test_the_command_lists_problems_and_fails(folder: Path) -> None:
    says("developer", value='"Nobody Inc"')(folder)
    words = ("data", "check", "--data", str(folder))
    done = command(*words, "--json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert {"file", "item", "rule", "message", "proposal"} == set(rows[0])
    assert "unknown-developer" in {row["rule"] for row in rows}
    done = command(*words)
    assert done.returncode == 1
    assert "Nobody Inc" in done.stdout
    assert "problems." in done.stderr
