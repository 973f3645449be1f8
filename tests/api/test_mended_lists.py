"""A list mended: the proposed words stand in place of the doubted ones, and every other byte is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopwatch import api
from flopwatch.audit.findings import Finding
from flopwatch.audit.mends import date_like, mended_words, rescaled
from flopwatch.domain import BadInput, Claim
from flopwatch.sources import list_faults

LIST = (
    "# A list\r\n\r\n- [Modles](#modles)\r\n- [Gone](#nowhere-at-all)\r\n\r\n## Models\r\n\r\n"
    "- **Llama 3.1 405B** [[Meta]](https://a.org) July 2024 [[open]](https://a.org/w)  \r\n\r\n"
    "  ```yaml\r\n  Params:\t405T  \r\n  Achitecture: De\r\n  ```\r\n\r\n"
    "- **GPT-4** [[OpenAI]]() | 3.3e28 FLOP\t\r\n\r\n"
    "| Model | Params | Training tokens |\r\n|---|---|---|\r\n|  Llama 3.1 405B |  405M  | 15.6T |\r\n\r\nThe end"
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
    assert "Params:\t405B  \r\n" in text
    old, new = LIST.split("\n"), text.split("\n")
    assert len(old) == len(new)
    changed = {at for at, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b}
    assert changed == {one.line for one in found.mends}
    for one in sorted(found.mends, key=lambda each: -each.line):
        new[one.line - 1] = new[one.line - 1].replace(one.now, one.was)
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
    [("93B", -3, "93M"), ("1750B", -1, "175B"), ("14.8B tokens", 3, "14.8T tokens"), ("1,022", -3, "1.02")],
)
def test_a_number_keeps_its_notation(words: str, places: int, now: str) -> None:
    assert rescaled(words, places) == now


def test_a_date_keeps_its_notation() -> None:
    assert date_like("Sep 2022", "2021-10") == "Oct 2021"
    assert date_like("2022-12-03", "2021-11-02") == "2021-11-02"
    assert date_like("last year", "2021-11-02") == ""


def test_a_cost_by_another_convention_replaces_nothing_and_an_agreeing_figure_neither() -> None:
    finding = Finding(rule="far-apart", severity="medium", model="m", field="", source="s", as_written="", message="")

    def stated(field: str, value: str, unit: str, words: str) -> Claim:
        return Claim(subject="M", field=field, value=value, unit=unit, source="s", locator="", as_written=words)

    cost = stated("training_cost", "10000000", "USD", "$10M")
    size = stated("parameters", "1000000000000", "parameters", "1T")
    assert mended_words(finding, cost, "3000000") == ""
    assert mended_words(finding, size, "1100000000000") == ""
    assert mended_words(finding, size, "270000000000") == "270B"
    assert mended_words(finding, size, "") == ""
