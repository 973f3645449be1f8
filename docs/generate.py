"""Writes what commands, files and the schema say: the receipt and the pipeline in README.md, docs/data-dictionary.md,
docs/commands.md, the pages' messages, the tables of the methods' pages.

`--check` only compares, and fails if one of them is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import architecture_table
import command_reference
import estimation_table
import imputation_table
from messages import messages, pot

import flopwatch
from flopwatch import sources
from flopwatch.api import estimates
from flopwatch.domain.claims import Claim, Source
from flopwatch.domain.fields import FIELDS, SUBJECT_KINDS, Field
from flopwatch.domain.units import UNITS
from flopwatch.domain.vocabularies import VOCABULARIES
from flopwatch.products.model_columns import COLUMNS
from flopwatch.records.resolution import OF_INTEREST
from flopwatch.sources.curated.claim_entries import CLOSED_VOCABULARIES, ENTRY_KEYS

ROOT = Path(__file__).parents[1]
SHOWN = "Chinchilla"
# Models whose claims are used as examples first: well known, with many claims.
EXAMPLES = ("openai/gpt-3", "meta/llama-3.1-405b", "google/palm", "deepseek/deepseek-v3")
_LONGEST = 60  # characters of a quote or value shown as an example
_MANY_UNITS = 6

KINDS = {
    "quantity": "quantity",
    "date": "date: YYYY, YYYY-MM or YYYY-MM-DD",
    "term": "term",
    "link": "link: http(s)",
    "text": "text",
}
KEYS = {
    "id": "The item, in a file of many findings or recipes.",
    "subject": "The name, if the source writes another one than the file's `name`.",
    "value": "The value, always as text: a plain decimal or one with an exponent, a date, a term, a link, words.",
    "high": "Upper end of a range; `relation` is then `range`.",
    "relation": "`=` (default), `≥`, `≤`, `≈`, `range`, or `unknown` if the source says that it is not known.",
    "unit": "The source's unit of a quantity.",
    "source": "Id of a source in `sources.toml`.",
    "where": "The place in that source.",
    "quote": "The source's words, no more than needed.",
    "recorded": "The day it was recorded.",
    "qualifiers": "A table of text: `component`, `part`, `confidence`, `usd_year` (a year, or `unstated`), `chip`, ….",
    "flags": "Remarks of the reader: `lost-superscript`, `unknown-term`, ….",
    "entry": "The entry of the source it belongs to; claims of one entry are about one thing.",
    "reported_from": "The paper or page behind the source, as a lead.",
}
SOURCE_KEYS = {
    "id": "The id that claims cite.",
    "title": "Its title, with its authors.",
    "url": "Its address for readers.",
    "licence": "The licence of its words; `facts only` where they may not be copied.",
    "date": "Its own date: YYYY, YYYY-MM or YYYY-MM-DD.",
    "group": "Sources of one group copy each other or share authors; together they count as one.",
    "rank": "Order of sources that disagree: 1 is first, no rank is last.",
    "note": "Remarks for readers of the source.",
    "kept_for": "The reason to keep it although no claim cites it.",
    "reader": f"The reader that takes its file: {', '.join(f'`{name}`' for name, _ in sources.READERS)}.",
    "address": "http(s) address of the newest file that the reader takes, where one is known.",
    "cadence_days": "Days from one change of that file to the next, 1 or more.",
    "table": "The table of which its file is one state, such as `epoch/notable`: only its states show removals.",
    "selection": "Which models that table lists; absent if all.",
}


def readme(text: str) -> str:
    """Return the README with the current receipt and pipeline."""
    receipt = flopwatch.show(SHOWN, ledger="/nonexistent/ledger.sqlite")["estimate"]["working_text"]
    pipeline = (ROOT / "src/flopwatch/pipeline.py").read_text(encoding="utf-8").strip()
    text = _replace(text, r"(same receipt[^\n]*\n\n```\n).*?(\n```)", receipt)
    return _replace(text, r"(pipeline\.py`, verbatim:\n\n```python\n).*?(\n```)", pipeline)


ONE_E25 = """# The document on 1e25 FLOP: its figures recomputed

    flopwatch validate one-e25 --markdown

Epoch AI's "Over 20 AI models have been trained at the scale of GPT-4" (2025-01-30) prints compute for 19 models and
names the source of each. Here each is recomputed from the inputs that it names, or that the database entry behind it
states; every claim on the model's own compute is hidden. Of several methods the first of counting, hardware, cost,
comparison is used. A reference model keeps its published figure, as in the document's own words; the last column also
gives the result with the reference recomputed. Priors are those of every other estimate: none is set for one model.
Written by `docs/generate.py`; code: `validation/models_over_1e25.py`.

{summary}

* Six are imputed from benchmark scores, which the document does not print; one is the developer's own figure; of
  Mistral Large 2 the working (cluster, growth over Mistral Large) is in a paper that the document links, not in the
  document or the database.
* Grok-3 has chips and time, but none of our sources states its utilisation: our prior gives 2.3 times less than the
  document's own paper. xAI's "15 times Grok 2" is used for Grok-2 only; deriving Grok-3 from Grok-2 as well would be
  circular. (With "more than GPT-4" it gives Grok-3 a lower bound of 15 × 2.1e25 = 3.2e26 FLOP; raised to that, as
  Inflection-2.5 is to its predecessor, it would be 1.5 times less.)
* Claude 3.5 Sonnet's "a few $10M's" comes without a chip: it is a check on the order of magnitude, not an input.

"""


def one_e25() -> str:
    """Return `docs/methods/one-e25.md`: the table and receipts that `flopwatch validate one-e25` prints."""
    found = estimates.one_e25(sources.curated_folder(), "/nonexistent/ledger.sqlite")
    return ONE_E25.format(summary=found.summary) + found.markdown + "\n"


def _replace(text: str, pattern: str, new: str) -> str:
    out, count = re.subn(pattern, lambda match: match[1] + new + match[2], text, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"README.md: {count} places match {pattern!r}; there must be one")
    return out


# ---------------------------------------------------------------- the data dictionary


def data_dictionary() -> str:
    """Return `docs/data-dictionary.md`: every field, unit, term and column, with an example of each field."""
    return "\n".join([*_head(), *_fields(), *_entry_keys(), *_units(), *_vocabularies(), *_columns()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        "Written by `docs/generate.py` from the schema; `make fix` renews it. The [glossary](glossary.md) "
        "explains the terms."
    )
    yield ""
    yield "**How unknown is written.** Never as 0, never as a guess."
    yield ""
    yield (
        '* In a file of claims: no entry if no source states it; an entry with `relation = "unknown"` and no value '
        "if a source says"
    )
    yield "  that it is not known."
    yield (
        "* In a record (`flopwatch show MODEL --json`): the field is absent; the fields marked † are then listed "
        "under `unknown` with"
    )
    yield "  the reason: the source that says so, or that no source states it."
    yield "* In `models.csv`: an empty cell; in Parquet and SQLite: null."
    yield "* An estimate that cannot be made: class `unknown`, with the missing facts as the reason."


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(*headers: str) -> Iterator[str]:
    yield ""
    yield _row(*headers)
    yield "|" + "---|" * len(headers)


def _fields() -> Iterator[str]:
    examples = _examples()
    columns: dict[str, list[str]] = {}
    for column in COLUMNS:
        columns.setdefault(column.field, []).append(column.header)
    for kind in SUBJECT_KINDS:
        # A field is listed under the first kind of subject it applies to.
        some = [one for one in FIELDS if one.subjects[0] == kind]
        if not some:
            continue
        yield ""
        yield f"## Fields of a {kind}"
        yield from _table("field", "kind", "unit", "meaning", "one or many", "models.csv", "example")
        for one in some:
            mark = " †" if one.name in OF_INTEREST else ""
            shared = f" Also of: {', '.join(one.subjects[1:])}." if len(one.subjects) > 1 else ""
            prose = " Prose: never in the bundled base." if one.prose else ""
            yield _row(
                f"`{one.name}`{mark}",
                _kind(one),
                _unit(one),
                one.meaning + shared + prose,
                "many" if one.many else "one",
                "; ".join(columns.get(one.name, [])),
                _example(examples.get(one.name)),
            )


def _kind(about: Field) -> str:
    if about.vocabulary in VOCABULARIES:
        return f"term of [{about.vocabulary}](#{about.vocabulary})"
    where = {"developer": " of `vocabulary/developers.toml`", "chip": " of `chips.toml`"}.get(about.vocabulary, "")
    return KINDS[about.kind] + where


def _unit(about: Field) -> str:
    span = f"; {about.low} to {about.high}" if about.low else ""
    if len(about.units) > _MANY_UNITS:
        return f"{', '.join(about.units[:3])}, … ({len(about.units)} of the [base units](#units)){span}"
    return ", ".join(about.units) + span


def _examples() -> dict[str, Claim]:
    """Return a claim of the bundled base for each field, if possible plain, short and of a well-known model."""
    found: dict[str, tuple[tuple[object, ...], Claim]] = {}
    for claim in sources.load_curated(sources.curated_folder()).claims():
        place = EXAMPLES.index(claim.identity) if claim.identity in EXAMPLES else len(EXAMPLES)
        long = max(len(claim.value), len(claim.as_written)) > _LONGEST
        rank = (
            claim.relation == "unknown",
            long,
            bool(claim.flags),
            place,
            claim.identity,
            claim.source,
            claim.locator,
            claim.value,
        )
        if claim.field not in found or rank < found[claim.field][0]:
            found[claim.field] = (rank, claim)
    return {name: claim for name, (_, claim) in found.items()}


def _example(claim: Claim | None) -> str:
    if claim is None:
        return "none in the base"
    if claim.relation == "unknown":
        value = 'relation = "unknown"'
    else:
        value = (
            _short(claim.value) + (f" to {claim.high}" if claim.high else "") + (f" {claim.unit}" if claim.unit else "")
        )
    return f"{claim.subject}: `{value}`, “{_short(claim.as_written)}” ({claim.source})"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _entry_keys() -> Iterator[str]:
    yield ""
    yield "## Keys of an entry"
    yield ""
    yield (
        "A file of claims has `name` (and `kind`, if it is not about a model), then one `[[field]]` table for each "
        "claim."
    )
    yield from _table("key", "meaning")
    for key in ENTRY_KEYS:
        yield _row(f"`{key}`", KEYS[key])
    yield ""
    yield "## Keys of a source"
    yield ""
    yield "`sources.toml` has one `[[source]]` table for each source."
    yield from _table("key", "meaning")
    for key in Source.__struct_fields__:
        yield _row(f"`{key}`", SOURCE_KEYS[key])


def _units() -> Iterator[str]:
    yield ""
    yield "## Units"
    yield ""
    yield (
        "A claim keeps its source's unit; values are compared and published in the base unit. Units of data (tokens,"
    )
    yield "words, images, …) do not convert into each other."
    by_base: dict[str, list[str]] = {}
    for one in UNITS.values():
        by_base.setdefault(one.base, [])
        if one.name != one.base:
            by_base[one.base].append(
                f"{one.name} = {one.factor:f}" if one.factor < 10**6 else f"{one.name} = {one.factor:E}"
            )
    yield from _table("base unit", "other units, in base units")
    for base, others in by_base.items():
        yield _row(f"`{base}`", "; ".join(others))


def _vocabularies() -> Iterator[str]:
    yield ""
    yield "## Vocabularies"
    yield ""
    yield "A claim's value is the term's id; the words are what sources write for it."
    for name, terms in VOCABULARIES.items():
        yield ""
        yield f"### {name}"
        yield ""
        yield (
            "Closed: another word is refused."
            if name in CLOSED_VOCABULARIES
            else "Open: another word is kept and flagged `unknown-term`."
        )
        yield from _table("term", "label", "words")
        for term in terms:
            yield _row(f"`{term.id}`", term.label, "; ".join(word for word in term.words if word != term.id))


def _columns() -> Iterator[str]:
    yield ""
    yield "## Columns of models.csv"
    yield ""
    yield (
        "One row per model. Headers that occur in Epoch AI's files keep those names; Parquet and SQLite use the "
        "snake-case names."
    )
    yield from _table("header", "name", "type", "meaning")
    for column in COLUMNS:
        yield _row(column.header, f"`{column.name}`", column.kind, column.meaning)


# ---------------------------------------------------------------- writing and checking


def written() -> dict[Path, str]:
    """Return each generated file with the text it should have."""
    path = ROOT / "README.md"
    return {
        path: readme(path.read_text(encoding="utf-8")),
        ROOT / "docs/methods/one-e25.md": one_e25(),
        ROOT / "docs/methods/estimation.md": estimation_table.page(),
        imputation_table.PAGE: imputation_table.page(),
        architecture_table.PAGE: architecture_table.rendered(architecture_table.PAGE.read_text(encoding="utf-8")),
        ROOT / "docs/data-dictionary.md": data_dictionary(),
        command_reference.PAGE: command_reference.page(),
        ROOT / "src/flopwatch/wording/locales/flopwatch.pot": pot(messages()),
    }


def main(words: Sequence[str]) -> None:
    """Write the files, or with --check fail with the names of those out of date."""
    stale = {
        path: text for path, text in written().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    if "--check" in words:
        names = ", ".join(path.relative_to(ROOT).as_posix() for path in stale)
        raise SystemExit(f"{names} out of date: run 'make fix'" if stale else 0)
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
