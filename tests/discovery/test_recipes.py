"""The documents' searches over boards: the line of the anchors, releases folded, the known and the small left out."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from flopwatch import api, sources
from flopwatch.discovery import Basis, KnownModels, Priors, follow, read_queue, read_searches, recipe, search_recipe
from flopwatch.discovery.basis import CensusModel
from flopwatch.discovery.named_finds import candidates_named
from flopwatch.discovery.ranking import Peer
from flopwatch.domain import NotFound, WrongUsage
from flopwatch.identity import base_key

PEERS = tuple(Peer(dt.date(2024, month, 1).toordinal(), 1e9 * month, 6e9 * month * 5e12) for month in range(1, 13))
BASIS = Basis((CensusModel("lab/atlas-2", ("Atlas 2",), (), (), "2024-05-01", ("lab",), 8e24),), PEERS)
BOARD = """model,arena_score,votes,organization
GPT-4-0314,1186,50000,OpenAI
Zeus-2024-11-20,1365,40000,Google
Zeus-2024-08-06,1300,30000,Google
Hera Pro,1250,20000,Nobody
Atlas-2-Preview,1240,20000,Lab
Tiny-7B-Chat,1230,20000,Lab
Weak-1,1100,20000,Google
"""


def finds(text=BOARD):
    answer = sources.Answer(url="board.csv", status=200, headers={}, fetched="", body=text.encode())
    return sources.channel("arena").parse(answer).found


def ranked(text=BOARD):
    return follow(recipe("gpt-4-scale"), finds(text), KnownModels(BASIS), Priors(PEERS), "2025-01-30")


def test_the_lowest_anchor_draws_the_line_and_releases_of_one_base_are_one_candidate():
    found = ranked()
    assert found.lines == {"board": (1186.0, "GPT-4-0314")}
    assert [(one.name, one.facts["releases"]) for one in found.candidates] == [("Zeus-2024-11-20", 2), ("Hera Pro", 1)]
    assert (found.below, found.known, found.too_small) == (1, 2, 1)


def test_a_developer_with_the_hardware_and_a_better_score_are_likelier():
    zeus, hera = ranked().candidates
    assert zeus.p_above["1e25"] == pytest.approx(0.8)
    assert hera.p_above["1e25"] < 0.4
    assert "GPT-4-0314 (1186)" in hera.reason


def test_a_board_without_an_anchor_gives_no_candidates():
    found = ranked(BOARD.replace("GPT-4-0314", "Other-1"))
    assert (found.candidates, found.without_anchor) == ((), ("board",))


def test_a_tune_named_after_its_base_and_a_product_are_told_from_models():
    base = CensusModel("lab/atlas-2-70b", ("Atlas-2-70B",), (), (), "2024-05-01", ("lab",), 8e24)
    known = KnownModels(Basis((*BASIS.models, base), PEERS))
    tunes = ("Atlas-2-Hero-70B", "Hermes-3-Atlas-2-70B", "Atlas-2-9B", "Atlas-3-70B", "GPT-4o-mini")
    assert [known.tuned_from(name) for name in tunes] == ["Atlas 2 70B", "Atlas 2 70B", "", "", ""]
    board = BOARD + "Atlas-2-Hero-70B,1290,5,Fan\nZeus Search App,1365,40000,Google\n"
    found = follow(recipe("gpt-4-scale"), finds(board), known, Priors(PEERS), "2025-01-30")
    assert found.tunes == {"Atlas-2-Hero-70B": "Atlas 2 70B"}
    app = next(one for one in found.candidates if one.name == "Zeus Search App")
    assert "a product" in app.reason
    assert app.p_above["1e25"] == pytest.approx(0.2)


def test_boards_below_the_line_count_against_a_candidate_and_owners_of_clusters_for_it():
    day = dt.date(2024, 7, 1).toordinal()
    known = KnownModels(Basis(BASIS.models, PEERS, {"Nobody": ((day, 2e25),), "Weak": ((day, 2e24),)}))
    one, two = (
        [msgspec.structs.replace(find, facts={**find.facts, "benchmark": name}) for find in finds(text)]
        for name, text in (("one", BOARD), ("two", BOARD.replace("Hera Pro,1250", "Hera Pro,1150")))
    )
    hera = {
        boards: next(
            found
            for found in follow(recipe("gpt-4-scale"), some, known, Priors(PEERS), "2025-01-30").candidates
            if found.name == "Hera Pro"
        )
        for boards, some in (("one", one), ("both", [*one, *two]))
    }
    assert "has the hardware" in hera["one"].reason  # by its clusters: the document does not name it
    assert hera["both"].p_above["1e25"] == pytest.approx(hera["one"].p_above["1e25"] / 2, rel=1e-3)
    assert "below the line on 1 of 2 boards" in hera["both"].reason
    assert not known.has_hardware("Nobody", 1e25, day - 1)
    assert not known.has_hardware("Weak", 1e25, day)


def test_chinese_boards_have_their_own_line_and_domains_without_a_result_are_logged(tmp_path):
    table = "| 排名 | 模型 | 机构 | 总分 |\n|:-:|:-:|:-:|:-:|\n"
    rows = "| 1 | GPT-4 | OpenAI | 90 |\n| 2 | Hao-9 | Lab | 85 |\n| 3 | Yi-Lightning | 01.AI | 80 |\n"
    (tmp_path / "README.md").write_text(table + rows)
    (tmp_path / "arena_image.csv").write_text("model,arena_score\nStable Diffusion 3,900\nPicture-1,1000\n")
    now = dt.datetime(2025, 1, 30, tzinfo=dt.UTC)
    places = [str(tmp_path / name) for name in ("README.md", "arena_image.csv")]
    found = search_recipe(recipe("gpt-4-scale"), tmp_path / "d", BASIS, places, lambda: now)
    assert {one.name for one in found.candidates} == {"Hao-9", "Picture-1"}
    assert next(one.p_above["1e25"] for one in found.candidates if one.name == "Picture-1") == pytest.approx(0.04)
    assert "at or above Yi-Lightning (80)" in next(one.reason for one in found.candidates if one.name == "Hao-9")
    assert found.remarks == ()
    (tmp_path / "llm.csv").write_text("model_name,Average\nlab/Llama-3-70B,40\nlab/Hao-9,41\n")
    late = search_recipe(recipe("gpt-4-scale"), tmp_path / "d", BASIS, [str(tmp_path / "llm.csv")], lambda: now)
    assert late.remarks == ("open-llm-leaderboard has not changed since 2025-06; later models are not on it.",)
    words = read_searches(tmp_path / "d")[0].words
    assert "image: 1 board, 1 candidate; video: no board given" in words


def test_a_run_enters_the_queue_and_the_log(tmp_path):
    board = tmp_path / "board.csv"
    board.write_text(BOARD)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    now = dt.datetime(2025, 1, 30, tzinfo=dt.UTC)
    for new in (2, 0):
        found = search_recipe(recipe("gpt-4-scale"), tmp_path / "d", BASIS, [str(board), str(other)], lambda: now)
        assert found.new == new
    assert [one.name for one in read_queue(tmp_path / "d")] == ["Zeus-2024-11-20", "Hera Pro"]
    assert "no board of" in found.held[0].reason
    assert [one.channel for one in read_searches(tmp_path / "d")] == ["gpt-4-scale"] * 2
    with pytest.raises(NotFound, match="large-scale"):
        recipe("small-scale")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("ChatGPT-4o-latest (2024-09-03)", "GPT-4o-2024-05-13", True),
        ("Gemini-1.5-Pro-002", "Gemini-1.5-Pro-Exp-0827", True),
        ("o1-preview", "o1-2024-12-17", True),
        ("GPT-4o", "GPT-4o-mini-2024-07-18", False),
        ("GPT-4-0314", "GPT-4-Turbo-2024-04-09", False),
        ("Llama-3-70B", "Llama-3-8B", False),
    ],
)
def test_releases_of_one_base_have_one_key(a, b, same):
    assert (base_key(a) == base_key(b)) is same


def test_a_stated_compute_decides_and_a_decimal_comma_is_not_dropped():
    table = 'Model name,ECI Score,Training compute (FLOP)\nZeus-9,150,4e25\nHera-9,140,\nOdd-9,"1,5",4e25\n'
    parsed = sources.channel("epoch-capabilities").parse(
        sources.Answer(url="eci.csv", status=200, headers={}, fetched="", body=table.encode())
    )
    assert [one.reason for one in parsed.held] == ["score '1,5' is not a number"]
    found, _ = candidates_named("epoch-capabilities", parsed.found, KnownModels(BASIS), Priors(PEERS), "2026-01-01")
    above = {one.name: one.p_above["1e25"] for one in found}
    assert above["Zeus-9"] > 0.95
    assert above["Hera-9"] < 0.9


def test_a_period_with_few_models_is_judged_by_the_nearest():
    old = tuple(Peer(dt.date(1990, 1, day).toordinal(), None, 1e12) for day in range(1, 21))
    new = tuple(Peer(dt.date(2025, 1, day).toordinal(), None, 1e25) for day in range(1, 31))
    prior = Priors((*old, *new)).of(dt.date(1985, 1, 1).toordinal(), None)
    assert prior is not None
    assert prior.mean == pytest.approx(12)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("arena", "discover arena FILE"),
        ("gpt-4-scale", "boards"),
        ("citations", "discover citations arXiv:2302.13971"),
        ("gpt-4-scales", "Did you mean 'gpt-4-scale'"),
        ("huggingfase", "Did you mean 'huggingface'"),
    ],
)
def test_what_needs_places_says_so_before_it_reads_the_census(tmp_path, name, words):
    with pytest.raises(WrongUsage, match=words):
        api.discover(tmp_path / "no such folder", str(tmp_path / "ledger.sqlite"), name)


def test_a_size_in_a_name_decides_the_chances_but_is_no_statement():
    board = BOARD + "Atlas-700B,1190,5,Lab\n"
    found, _ = candidates_named("arena", finds(board), KnownModels(BASIS), Priors(PEERS), "2026-01-01")
    atlas, tiny = (next(one for one in found if one.name == name) for name in ("Atlas-700B", "Tiny-7B-Chat"))
    assert (atlas.facts["parameters"], atlas.facts["parameters_basis"]) == (700e9, "name")
    assert atlas.p_above["1e24"] > tiny.p_above["1e24"]
    assert "parameters" not in {one.field for one in atlas.statements}


def test_a_board_without_votes_does_not_put_its_models_last_and_settings_are_one_model():
    votes = [find for find in finds() if find.name != "Hera Pro"]
    hub = 'Model version,Tools,Mean,Organization\nGPT-4-0314,None,0.4,OpenAI\nNova-3_high,None,0.9,"Google,Other"\n'
    hub += "Nova-3_16K,Web,0.8,Google\nMany-5,None,lots,\n"
    page = sources.channel("epoch-benchmarks").parse(
        sources.Answer(url="runs.csv", status=200, headers={}, fetched="", body=hub.encode())
    )
    assert [one.reason for one in page.held] == ["score 'lots' is not a number"]
    found = follow(recipe("gpt-4-scale"), [*votes, *page.found], KnownModels(BASIS), Priors(PEERS), "2026-01-30")
    nova = next(one for one in found.candidates if one.name == "Nova-3")
    assert (nova.facts["releases"], nova.p_above["1e25"]) == (2, 0.8)
    assert "0.9 on runs" in nova.reason
    assert nova.value == pytest.approx(next(one for one in found.candidates if "Zeus" in one.name).value, rel=0.2)


def test_a_threshold_that_candidates_have_no_chance_for_is_refused(tmp_path):
    with pytest.raises(WrongUsage, match="1e23"):
        api.candidates(str(tmp_path / "ledger.sqlite"), above="abc")


def test_chances_fall_from_threshold_to_threshold_and_a_small_member_has_half():
    board = BOARD + "Zeus-Mini,1365,40000,Google\n"
    found = {
        one.name: one
        for one in follow(
            recipe("gpt-4-scale"), finds(board), KnownModels(BASIS), Priors(PEERS), "2025-01-30"
        ).candidates
    }
    zeus, mini = found["Zeus-2024-11-20"].p_above, found["Zeus-Mini"].p_above
    assert zeus["1e23"] == 1.0 > zeus["1e24"] > zeus["1e25"] > zeus["1e26"] > 0
    assert mini["1e25"] == pytest.approx(zeus["1e25"] / 2)
    assert found["Zeus-2024-11-20"].value > found["Zeus-Mini"].value
