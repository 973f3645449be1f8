"""The table of models above a threshold, as text: nothing lost where rows were spanned or cells are missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.bundled import bundled_curated

from flopwatch.domain.claims import Claim, Reading, Source
from flopwatch.domain.errors import BadInput
from flopwatch.sources.articles.models_over_1e25 import ONE_E25_TABLE, read_one_e25_table

SOURCE = Source(id="article", title="")
# Another threshold and other rows in the same columns: the reader knows the format, not the article.
ARTICLE = """Models beyond 1026 FLOP
The largest models take over 1026 floating-point operations (FLOP). We list models above 1026 FLOP.
Model | Training compute (FLOP) | Confidence | Inclusion justification |
---|---|---|---|
Alpha | 2.5e26 | High-precision | Compute estimated using parameter count and dataset size. |
Beta 2 | 3.8 * 1026 | Low-precision | Compute imputed from benchmark scores. |
Beta 2 mini | 1026 | Low-precision | |
Gamma | Speculative | Its developer has the chips | and it leads the boards. |
Gamma mini | Speculative ||
Delta | | Speculative | Announced as the largest yet. |
Epsilon | ~1.2 × 10^26 | Likely | Known cost of training. |
Zeta | plenty | Likely | Directly reported. |
Eta | > 1e26 | Likely | |
Theta | 1e26 | 2e26 | Likely | Two amounts. |
Iota | 1e26 |

Held out | True compute (FLOP) | Estimated compute (FLOP) |
---|---|---|
Alpha | 2.5e26 | 1.5e26 |
Beta family | 1.0e25 | 2.0e25 |
2.0e25 | 3.0e25 | |
LOO over all | The mean error is a factor of 1.9x (90% CI: 1.2x-4.0x). |
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_one_e25_table(ARTICLE.encode(), SOURCE)


def said(reading: Reading, subject: str, field: str) -> list[Claim]:
    return [claim for claim in reading.claims if (claim.subject, claim.field) == (subject, field)]


def test_every_row_is_an_entry_and_what_cannot_be_read_is_set_aside(reading: Reading) -> None:
    assert reading.counts["rows"] == 11
    assert reading.counts["held_out"] == 4
    assert reading.counts["models_distinct"] == 8
    assert [one.item.split(": ")[1].split(" |")[0] for one in reading.quarantined] == [
        "Zeta",
        "Theta",
        "Iota",
    ]
    assert "'plenty' states no single amount" in reading.quarantined[0].reason
    assert "one amount of compute was expected" in reading.quarantined[1].reason
    assert "no cell is a word for confidence" in reading.quarantined[2].reason


@pytest.mark.parametrize(
    ("subject", "value", "relation", "flags"),
    [
        ("Alpha", "2.5e26", "=", ()),
        ("Beta 2", "3.8e26", "=", ("lost-superscript",)),
        ("Beta 2 mini", "1e26", "=", ("lost-superscript",)),
        ("Epsilon", "1.2e26", "≈", ()),
        ("Eta", "1e26", "≥", ()),
    ],
)
def test_amounts_are_read_exactly_however_they_are_written(
    reading: Reading, subject: str, value: str, relation: str, flags: tuple[str, ...]
) -> None:
    compute = [claim for claim in said(reading, subject, "training_compute") if "Training FLOP" in claim.locator]
    assert [(one.value, one.unit, one.relation, one.flags) for one in compute] == [(value, "FLOP", relation, flags)]


def test_an_empty_justification_is_the_one_above_it(reading: Reading) -> None:
    (method,) = said(reading, "Beta 2 mini", "training_compute_method")
    assert (method.value, method.flags) == ("imputed", ("row-span",))
    (belief,) = said(reading, "Gamma mini", "training_compute_believed")
    assert belief.value == said(reading, "Gamma", "training_compute_believed")[0].value
    assert belief.flags == ("row-span",)


def test_a_row_below_one_set_aside_does_not_inherit_from_further_up(reading: Reading) -> None:
    (method,) = said(reading, "Eta", "training_compute_method")
    assert (method.value, method.as_written) == ("reported", "Directly reported.")


def test_a_row_without_an_amount_is_a_belief_about_the_threshold_of_the_article(reading: Reading) -> None:
    for name in ("Gamma", "Gamma mini", "Delta"):
        (belief,) = said(reading, name, "training_compute_believed")
        assert belief.qualifiers == {"threshold_flop": "1e26", "stance": "above", "confidence": "Speculative"}
        assert not said(reading, name, "training_compute")
    assert said(reading, "Gamma", "training_compute_believed")[0].value.endswith("| and it leads the boards.")


def test_a_nameless_row_of_a_family_is_about_no_model(reading: Reading) -> None:
    held_out = [claim for claim in reading.claims if claim.kind == "finding" and "held_out" in claim.qualifiers]
    assert [(one.qualifiers["held_out"], one.value, one.flags) for one in held_out] == [
        ("Alpha", "1.5e26", ()),
        ("Beta family", "2e25", ()),
        ("Beta family", "3e25", ("unnamed-row",)),
    ]
    assert not said(reading, "Beta family", "training_compute")
    assert [one.value for one in said(reading, "Alpha", "training_compute")] == ["2.5e26", "2.5e26"]


def test_the_mean_error_keeps_its_interval(reading: Reading) -> None:
    (error,) = [claim for claim in reading.claims if claim.unit == "scale"]
    assert (error.value, error.qualifiers) == ("1.9", {"p5": "1.2", "p95": "4"})


@pytest.mark.parametrize("text", ["", "No table here.\n", "a | b | c\n1 | 2 | 3\n"])
def test_a_text_without_the_table_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no table with the columns"):
        read_one_e25_table(text.encode(), SOURCE)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadInput, match="not UTF-8"):
        read_one_e25_table(b"\xff\xfe\x00", SOURCE)


@pytest.mark.shared
def test_the_article_itself_gives_the_25_models_that_the_base_states(shared: Path) -> None:
    (file,) = (shared / "seeds").glob("001_*")
    data = file.read_bytes()
    source = ONE_E25_TABLE.describe(file.name, data)
    assert source.id == "epoch-1e25"
    reading = ONE_E25_TABLE.read(data, source)
    assert (reading.counts["rows"], reading.counts["models_distinct"], reading.quarantined) == (25, 25, [])
    curated = bundled_curated()
    ids = {word.casefold(): model.id for model in curated.known_models for word in (model.name, *model.aliases)}

    def facts(claims: list[Claim], fields: tuple[str, ...]) -> set[tuple[str, str, str]]:
        return {
            (claim.identity or ids[claim.subject.casefold()], claim.field, claim.value)
            for claim in claims
            if claim.field in fields and claim.source == "epoch-1e25"
        }

    base = [claim for claim in curated.claims() if ", row " in claim.locator and claim.relation == "="]
    ours = facts(base, ("training_compute", "confidence"))
    theirs = facts(reading.claims, ("training_compute", "confidence"))
    # The base names two members of the Llama 3 family that the table leaves nameless.
    assert ours - theirs == {
        ("meta/llama-3-8b", "training_compute", "7.2e23"),
        ("meta/llama-3-70b", "training_compute", "6.3e24"),
    }
    assert theirs - ours == set()
