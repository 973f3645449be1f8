"""Changes between two states of a table: kinds, renames, reasons, and what is not a change."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import flopwatch as fw
from flopwatch.domain import BadInput
from flopwatch.history import (
    ESTIMATE,
    Change,
    Compared,
    ModelThen,
    Values,
    compare_states,
    state_of_snapshot,
    state_of_values,
)

HEAD = (
    "Model,Publication date,Organization,Parameters,Training compute (FLOP),Training compute notes,"
    "Training compute upper bound,Link\n"
)
SHARED = Path(__file__).resolve().parents[3] / "shared/data/epoch-nightly"
THRESHOLDS = (1e23, 1e24, 1e25, 1e26)


def compared(tmp_path: Path, then: str, now: str, names: tuple[str, str] = ("notable", "notable")) -> Compared:
    """Compare two tables of the given rows, as states of files of those names."""
    states = []
    for rows, name, date in ((then, names[0], "2026-07-19"), (now, names[1], "2026-07-22")):
        path = tmp_path / f"{name}_{date}.csv"
        path.write_text(HEAD + rows, encoding="utf-8", newline="")
        states.append(state_of_snapshot(fw.read("epoch-csv", str(path))))
    return compare_states(states[0], states[1], THRESHOLDS)


def kinds(found: Compared) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.field) for one in found.changes]


def only(found: Compared) -> Change:
    assert len(found.changes) == 1, found.changes
    return found.changes[0]


FILLER = "".join(f"Filler {n},2020-01-0{n},Lab,1e9,1e20,,1e21,\n" for n in range(1, 9))


def test_a_value_that_is_gone_is_withdrawn_with_its_last_value_thresholds_and_note(tmp_path: Path) -> None:
    one = only(
        compared(
            tmp_path,
            FILLER + "Large 2,2024-07-24,Lab,1.23e11,2.13e25,A guess.,,\n",
            FILLER + "Large 2,2024-07-24,Lab,1.23e11,,This is an upper bound instead. A guess.,,\n",
        )
    )
    assert (one.kind, one.old, one.new, one.crossed) == ("withdrawn", "2.13e25", "", (1e23, 1e24, 1e25))
    assert one.reason == "Training compute notes now: “This is an upper bound instead.”"


def test_a_value_that_gives_way_to_a_bound_became_a_bound(tmp_path: Path) -> None:
    found = compared(tmp_path, FILLER + "A,2024,Lab,1e9,2e25,,,\n", FILLER + "A,2024,Lab,1e9,,,2e25,\n")
    assert ("bounded", "A", "training_compute") in kinds(found)


def test_a_new_value_has_factor_thresholds_between_and_the_inputs_that_changed(tmp_path: Path) -> None:
    found = compared(tmp_path, FILLER + "A,2024,Lab,1e9,4e24,,,\n", FILLER + "A,2024,Lab,5e9,2e25,,,\n")
    one = next(one for one in found.changes if one.field == "training_compute")
    assert (one.kind, one.factor, one.crossed) == ("re-estimated", 5.0, (1e25,))
    assert one.reason == "changed with it: parameters"


@pytest.mark.parametrize("digits", ["3.3499999999999998e+25", "3.35e+25", "3.3500000000000006e+25"])
def test_digits_beyond_the_fourth_are_no_change(tmp_path: Path, digits: str) -> None:
    found = compared(tmp_path, FILLER + "A,2024,Lab,,3.35e+25,,,\n", FILLER + f"A,2024,Lab,,{digits},,,\n")
    assert found.changes == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"GPT-5.3 Codex\n"', "GPT-5.3 Codex", "blanks only"),
        ('" NVLM-H 72B"', "NVLM-H 72B", "blanks only"),
        ("DALL·E 2", "DALL-E 2", "punctuation"),
        ("GPT-3.5 (davinci-002)", "GPT‑3.5 davinci 002", "punctuation"),
    ],
)
def test_renames_are_recognised_through_blanks_and_punctuation(tmp_path: Path, old: str, new: str, reason: str) -> None:
    one = only(compared(tmp_path, FILLER + f"{old},2024,Lab,1e9,,,,\n", FILLER + f"{new},2024,Lab,1e9,,,,\n"))
    assert one.kind == "renamed"
    assert reason in one.reason
    assert one.old_name != one.name


def test_a_row_with_the_same_facts_under_another_name_is_renamed(tmp_path: Path) -> None:
    row = ",2014-06-12,DeepMind,1e9,1e20,,,https://arxiv.org/abs/1312.5602\n"
    one = only(compared(tmp_path, FILLER + "Playing Atari" + row, FILLER + "DQN" + row))
    assert (one.kind, one.old_name, one.name) == ("renamed", "Playing Atari", "DQN")


@pytest.mark.parametrize(
    ("old", "new", "kind", "reason"),
    [
        ("", "2026-05-19", "date", "filled"),
        ("2024-06-12", "2024-10-12", "date", "moved 4 months later"),
        ("2024-06-12", "2024-06-02", "date", "moved 10 days earlier"),
        ("2024-06", "2024-06-12", "date", "more precise"),
        ("2024-06-12", "", "withdrawn", "the source gives no reason"),
    ],
)
def test_dates_are_filled_moved_and_withdrawn(tmp_path: Path, old: str, new: str, kind: str, reason: str) -> None:
    one = only(compared(tmp_path, FILLER + f"A,{old},Lab,1e9,,,,\n", FILLER + f"A,{new},Lab,1e9,,,,\n"))
    assert (one.kind, one.reason) == (kind, reason)


def test_a_row_that_another_table_lacks_is_not_removed(tmp_path: Path) -> None:
    found = compared(tmp_path, FILLER + "A,2024,Lab,1e9,2e25,,,\n", FILLER, ("all_ai_models", "notable"))
    assert kinds(found) == []
    assert found.absent == ("A",)
    assert "another table" in found.absent_because


def test_files_of_one_table_under_other_names_are_states_of_it(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        FILLER + "A,2024,Lab,1e9,2e25,,,\n" + FILLER.replace("Filler", "More"),
        FILLER + FILLER.replace("Filler", "More"),
        ("pcd", "all_ai_models"),
    )
    assert kinds(found) == [("removed", "A", "")]


def test_a_file_that_lacks_a_tenth_of_the_rows_is_a_narrower_table(tmp_path: Path) -> None:
    found = compared(tmp_path, FILLER, FILLER.split("Filler 8")[0])
    assert (kinds(found), found.absent) == ([], ("Filler 8",))
    assert "narrower" in found.absent_because


def test_a_column_that_is_counted_otherwise_withdraws_nothing(tmp_path: Path) -> None:
    states = []
    for head, date in (("gradients", "2026-07-19"), ("total", "2026-07-22")):
        path = tmp_path / f"notable_{date}.csv"
        rows = "A,2024,1e9,\n" if head == "total" else "A,2024,1e9,3e12\n"
        other = "B,2024,1e9,2e12\n"
        path.write_text(f"Model,Publication date,Parameters,Training dataset size ({head})\n{rows}{other}")
        states.append(state_of_snapshot(fw.read("epoch-csv", str(path))))
    found = compare_states(states[0], states[1])
    assert {one.kind for one in found.changes} <= {"other"}
    assert found.columns_added == ("Training dataset size (total)",)
    assert found.columns_removed == ("Training dataset size (gradients)",)


def test_a_damaged_archive_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notable_2026-07-19.csv.gz"
    path.write_bytes(gzip.compress((HEAD + FILLER).encode())[:-9])
    with pytest.raises(BadInput, match="notable_2026-07-19.csv.gz.*cut off"):
        fw.read("epoch-csv", str(path))


def test_a_word_that_is_no_state_is_refused_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither a file, nor a release of .*, nor a date"):
        fw.diff("nowhere.csv", "2025-01-30", out=tmp_path)
    with pytest.raises(BadInput, match="holds no release. Make one with"):
        fw.diff("1", "2", out=tmp_path)


def test_two_files_of_different_formats_an_empty_state_and_an_impossible_date_are_refused(tmp_path: Path) -> None:
    table, listed = tmp_path / "notable_2026-07-19.csv", tmp_path / "list.md"
    table.write_text(HEAD + FILLER, encoding="utf-8")
    listed.write_text("- Lab\n  - name: Zeus-7B\n    Params: 7B\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"notable_2026-07-19\.csv is read by epoch-csv and .*list\.md by .*--reader"):
        fw.diff(str(table), str(listed), out=tmp_path)
    with pytest.raises(BadInput, match="a state is empty"):
        fw.diff("", "2025-01-30", out=tmp_path)
    with pytest.raises(BadInput, match=r"'2026-13-01' is no date: month 13 is outside 1\.\.12\. Write YYYY"):
        fw.diff("2026-13-01", "2025-01-30", out=tmp_path)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data/epoch-nightly")
@pytest.mark.matrix
def test_the_withdrawals_dates_and_renames_of_summer_2026_are_named() -> None:
    # Read off the files by hand: github.com/siddvoh/frontier, data/epoch_notable_ai_models.csv, 3ffa037 and 257bc1e.
    def changes(then: str, now: str) -> Compared:
        files = [fw.read("epoch-csv", str(SHARED / f"notable_2026-{day}.csv.gz")) for day in (then, now)]
        return compare_states(*map(state_of_snapshot, files), THRESHOLDS)

    july = changes("07-19", "07-22").changes
    assert [(one.name, one.old, one.crossed[-1]) for one in july if one.kind == "withdrawn"] == [
        ("Mistral Large 2", "2.13e25", 1e25),
        ("Mistral Large", "1.12e25", 1e25),
    ]
    august = changes("08-04", "08-05").changes
    by_kind = {kind: sorted(one.name for one in august if one.kind == kind) for kind in {one.kind for one in august}}
    assert by_kind["removed"] == ["Qwen 3.7 Max"]
    assert by_kind["renamed"] == ["GPT-3.5 (davinci-002)", "Solar Open 100B", "Template Adaptation", "VAETKI"]
    assert [one.reason for one in august if one.kind == "date"].count("filled") == 5
    assert [(one.name, one.reason) for one in august if one.kind == "date" and one.old] == [
        ("Llama-3.1-Nemotron-70B-Instruct", "moved 4 months later")
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        # As Epoch AI's rows were renamed: GPT-3.5 and Wan 2.1 by 2026-03, Megatron-LM by 2023-12, AltCLIP in 2024.
        (
            "GPT-3.5,2022-11-28,OpenAI,,2.578e24,,,https://platform.openai.com/docs/models/gpt-3-5",
            "GPT-3.5 (davinci-002),2022-03-15,OpenAI,,2.578e24,,,https://platform.openai.com/docs/models/gpt-3-5",
            "developers, links and training compute",
        ),
        (
            "Wan 2.1 14B,2025-02-25,Alibaba,1.4e10,2.5e23,,,https://huggingface.co/Wan-AI",
            "Wan 2.1 14B I2V,2025-02-25,Alibaba,1.4e10,2.5e23,,,https://arxiv.org/abs/2503.20314",
            "date, developers, size and training compute",
        ),
        (
            "Training on GPU Clusters,2021-04-09,Stanford,1e12,3e23,,,https://arxiv.org/abs/2104.04473",
            "Megatron-LM (1T),2021-04-09,Microsoft,1e12,9e23,,,https://arxiv.org/abs/2104.04473",
            "day, first link and size",
        ),
        (
            "AltCLIP,2022-11-12,BAAI,,,,,https://arxiv.org/abs/2211.06679",
            "AltCLIP_M9,2022-11-12,Beijing Academy,,,,,https://arxiv.org/abs/2211.06679",
            "name's beginning",
        ),
    ],
)
def test_a_row_is_recognised_under_another_name_by_the_run_the_paper_or_the_page(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    found = compared(tmp_path, FILLER + old + "\n", FILLER + new + "\n").changes
    renamed = [one for one in found if one.kind == "renamed"]
    assert [words in one.reason for one in renamed] == [True]
    assert not {"added", "removed"} & {one.kind for one in found}


def test_two_rows_that_share_their_facts_are_not_paired(tmp_path: Path) -> None:
    row = ",2022-11-12,Lab,1e9,1e20,,,https://arxiv.org/abs/1\n"
    found = compared(tmp_path, FILLER + "Ab" + row, FILLER + "Cd" + row + "Ef" + row)
    assert sorted(one.kind for one in found.changes) == ["added", "added"]
    assert found.absent == ("Ab",)


def test_a_value_rounded_in_the_column_that_replaces_its_own_has_moved(tmp_path: Path) -> None:
    states = []
    for head, value, date in (("", "0.4712", "2026-07-19"), (" (HFU)", "0.47115", "2026-07-22")):
        path = tmp_path / f"notable_{date}.csv"
        other = ",0.3" if head else ""
        more = ",Hardware utilization (MFU)" if head else ""
        path.write_text(
            f"Model,Parameters,Hardware utilization{head}{more}\nA,1e9,{value}{',' if head else ''}\nB,2e9,0.3{other}\n"
        )
        states.append(state_of_snapshot(fw.read("epoch-csv", str(path))))
    [one] = [one for one in compare_states(*states).changes if one.name == "A" and one.old]
    assert (one.kind, one.reason) == ("other", "moved to hardware_utilization")


def test_an_estimate_that_moved_between_two_dates_has_its_factor_and_thresholds() -> None:
    then, now = (
        state_of_values(Values(day, {}, {"x": ModelThen("X", (low, median, 2 * median))}), day)
        for day, low, median in (("2026-04-01", 3e23, 7.34e23), ("2026-07-01", 9e24, 1.468e25))
    )
    one = only(compare_states(then, now, THRESHOLDS))
    assert (one.kind, one.field, one.old, one.new) == ("re-estimated", ESTIMATE, "7.34e23", "1.47e25")
    assert (one.factor, one.crossed) == (20.03, (1e24, 1e25))
    assert not compare_states(then, then, THRESHOLDS).changes
