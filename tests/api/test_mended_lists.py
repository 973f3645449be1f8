"""A list mended: the proposed words stand in place of the doubted ones, and every other byte is as it was."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from flopwatch import api
from flopwatch.audit.findings import Finding
from flopwatch.audit.mends import date_like, mended_words, rescaled
from flopwatch.domain import BadInput, Claim
from flopwatch.records import FieldKey, FieldValue, Record
from flopwatch.sources import WrittenText, list_faults
from flopwatch.text import read_quantities

LIST = (
    "# A list\r\n\r\n- [Modles](#modles)\r\n- [Gone](#nowhere-at-all)\r\n\r\n## Models\r\n\r\n"
    "- **Llama 2 70B** [[Meta]](https://a.org) July 2023 [[open]](https://a.org/w)  \r\n\r\n"
    "  ```yaml\r\n  Params:\t70T  \r\n  Achitecture: De\r\n  ```\r\n\r\n"
    "- **GPT-4** [[OpenAI]]() | 3.3e28 FLOP\t\r\n\r\n"
    "| Model | Params | Training tokens |\r\n|---|---|---|\r\n|  Llama 2 70B |  70M  | 2T |\r\n\r\nThe end"
)


def _mended(data: Path, folder: Path, text: str) -> tuple[str, api.MendedList]:
    file, out = folder / "list.md", folder / "mended.md"
    file.write_bytes(text.encode())
    found = api.mend_list(data, str(folder / "none.sqlite"), str(file), out)
    assert file.read_bytes() == text.encode()
    return out.read_bytes().decode(), found


def test_only_the_mended_words_differ(few_models: Path, tmp_path: Path) -> None:
    text, found = _mended(few_models, tmp_path, LIST)
    assert {("misspelt-key", "Achitecture", "Architecture"), ("dead-anchor", "#modles", "#models")} <= {
        (one.rule, one.was, one.now) for one in found.mends
    }
    assert "Params:\t70B  \r\n" in text
    assert "|  Llama 2 70B |  70B  | 2T |" in text
    old, new = LIST.split("\n"), text.split("\n")
    assert len(old) == len(new)
    changed = {at for at, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b}
    assert changed == {one.line for one in found.mends}
    for one in sorted(found.mends, key=lambda each: -each.line):
        new[one.line - 1] = one.was.join(new[one.line - 1].rsplit(one.now, 1))
    assert new == old
    assert [one.as_written for one in found.left if one.rule == "dead-anchor"] == ["#nowhere-at-all"]


def test_a_mended_list_has_nothing_left_to_mend(few_models: Path, tmp_path: Path) -> None:
    text, _ = _mended(few_models, tmp_path, LIST)
    again, found = _mended(few_models, tmp_path, text)
    assert found.mends == []
    assert again == text


def test_a_list_is_never_replaced_by_its_mended_copy(few_models: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_text(LIST, encoding="utf-8")
    with pytest.raises(BadInput, match="--fix"):
        api.mend_list(few_models, str(tmp_path / "none.sqlite"), str(file), file)


def test_entries_and_anchors_are_judged_by_their_headings() -> None:
    text = "# L\n\n- [A](#a-b)\n- [C](#c)\n\n## A b\n\n- **M-1** x\n- **M-1** y\n\n<a id='c'></a>\n"
    assert [(one.rule, one.line, one.name) for one in list_faults(text)] == [("duplicate-entry", 9, "M-1")]


@pytest.mark.parametrize(
    ("words", "places", "now"),
    [
        ("93B", -3, "93M"),
        ("1750B", -1, "175B"),
        ("14.8B tokens", 3, "14.8T tokens"),
        ("1,022", -3, "1.022"),
        ("1,5B", -1, ""),
        ("4,000T", -3, "4T"),
        ("800M", 1, "8B"),
        ("0.5B", -1, "0.05B"),
    ],
)
def test_a_number_keeps_its_notation(words: str, places: int, now: str) -> None:
    assert rescaled(words, places) == now


def test_a_date_keeps_its_notation() -> None:
    assert date_like("Sep 2022", "2021-10") == "Oct 2021"
    assert date_like("2022-12-03", "2021-11-02") == "2021-11-02"
    assert date_like("last year", "2021-11-02") == ""


@pytest.mark.parametrize(
    ("stated", "in_force", "now"),
    [
        ("parameters 405T", "405000000000", "405B"),
        ("parameters 7T", "6700000000", "7B"),
        ("parameters 100B", "3200000000", ""),  # another figure, not a slip
        ("training_compute 63B petaFLOP", "1.476e23", ""),
        ("parameters 7B", "70000000000", ""),  # one digit, one place: may be the family's other size
        ("training_cost $43k", "4348", ""),  # costs follow several conventions
    ],
)
def test_a_number_is_mended_only_where_the_digits_are_those_in_force(stated: str, in_force: str, now: str) -> None:
    field, words = stated.split(" ", 1)
    assert _mended_number(field, words, in_force) == now
    assert _mended_number(field, words, in_force, beside="variant_parameters") == ""


def _mended_number(field: str, words: str, in_force: str, beside: str = "") -> str:
    unit = {"parameters": "parameters", "training_compute": "FLOP", "training_cost": "USD"}[field]
    (quantity,) = read_quantities(words, default_unit=unit)
    listed = Claim(
        subject="M", field=field, value=quantity.value, unit=quantity.unit, source="l", locator="", as_written=words
    )
    other = Claim(subject="M", field=field, value=in_force, unit=unit, source="s", locator="", as_written=in_force)
    value = FieldValue(FieldKey(field), (in_force,), unit, "=", "", "", claims=("b",), rivals=("a",))
    record = Record("m", "model", "M", (), {field: value}, {}, {"a": listed, "b": other})
    finding = Finding(
        rule="far-apart", severity="high", model="m", field=field, source="l", as_written=words, message=""
    )
    entry = [listed, msgspec.structs.replace(listed, field=beside)] if beside else [listed]
    return mended_words(finding, listed, entry, record)


def test_a_year_is_mended_only_where_another_source_states_the_same_month() -> None:
    def dated(value: str, source: str) -> Claim:
        return Claim(subject="M", field="published", value=value, source=source, locator="", as_written="Dec. 2022")

    finding = Finding(
        rule="date-against-paper", severity="medium", model="m", field="published", source="l", as_written="",
        message="", words="2021-12",
    )  # fmt: skip
    listed = dated("2022-12", "l")
    record = Record("m", "model", "M", (), {}, {}, {"a": listed})
    assert mended_words(finding, listed, [listed], record) == ""
    for value, now in (("2021-12-31", "Dec. 2021"), ("2022-03", "")):
        known = Record("m", "model", "M", (), {}, {}, {"a": listed, "b": dated(value, "s")})
        assert mended_words(finding, listed, [listed], known) == now


def test_words_are_found_whole_and_only_where_they_are_the_only_ones() -> None:
    text = WrittenText("- **StableVicuna 67B** [[Vicuna]]() 7B\n- [a](#a-b) [a](#a) 7B, 7B\n")
    assert text.on_line(1, "Vicuna") is not None
    assert [text.on_line(line, words) for line, words in ((1, "67"), (2, "7B"), (3, "x"))] == [None, None, None]
    for line, words, start in ((1, "Vicuna", 25), (1, "7B", 36), (2, "#a", 55)):
        place = text.on_line(line, words)
        assert place is not None
        assert place.start == start
