"""Rotation of languages: five years of days, with searches that fail."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from flopwatch import sources
from flopwatch.discovery import alarms, turns
from flopwatch.discovery.rotation import A_MONTH, ALARM_DAYS, FIRST_DAY, MONTH_DAYS
from flopwatch.domain import BadInput

START = dt.date(2026, 1, 1)
YEARS = 5
THREE_MONTHS = 92  # days, the longest three calendar months


def languages():
    return [one.tag for one in sources.load_keywords(sources.curated_folder())]


def simulated(seed, failing):
    """Return the days of complete searches of each language over five years of daily turns."""
    rng, tags = random.Random(seed), languages()
    searched = {tag: [] for tag in tags}
    for number in range(365 * YEARS):
        today = START + dt.timedelta(days=number)
        for turn in turns(tags, searched, today, start=START):
            if rng.random() >= failing:
                searched[turn.tag].append(today)
    return searched


def worst_gap(searched):
    end = START + dt.timedelta(days=365 * YEARS)
    return max(
        (after - before).days
        for days in searched.values()
        for before, after in zip([START, *days], [*days, end], strict=True)
    )


@pytest.mark.parametrize("seed", range(5))
def test_no_language_waits_three_months_with_a_tenth_of_searches_failing(seed):
    assert worst_gap(simulated(seed, 0.1)) <= THREE_MONTHS


def test_without_failures_the_languages_take_about_five_turns_a_month():
    searched = simulated(0, 0.0)
    assert worst_gap(searched) <= 84
    days = sorted(day for some in searched.values() for day in some)
    assert 4.5 <= len(days) / (365 * YEARS / MONTH_DAYS) <= 6


def test_a_first_search_goes_back_to_2020_and_a_later_one_overlaps():
    first = turns(["zh"], {}, START)[0]
    assert (first.since, first.late) == (FIRST_DAY, False)
    later = turns(["zh"], {"zh": [START]}, START + dt.timedelta(days=77))[0]
    assert later.since == START - dt.timedelta(days=14)
    assert turns(["zh"], {"zh": [START]}, START + dt.timedelta(days=76)) == ()


def test_a_month_has_five_first_searches_and_a_late_language_comes_on_top():
    tags = languages()
    assert len(turns(tags, {}, START)) == A_MONTH
    full = {tag: [START] for tag in tags[:A_MONTH]}
    waiting = turns(tags, full, START + dt.timedelta(days=29), start=START - dt.timedelta(days=60))
    assert [one.late for one in waiting] == [True] * 10


def test_an_alarm_names_the_languages_that_have_waited_too_long():
    searched = {"zh": [START], "hi": [START - dt.timedelta(days=ALARM_DAYS)]}
    assert alarms(["zh", "hi"], searched, START, start=START) == ("hi",)


def test_every_language_of_news_has_a_lexicon_and_three_to_six_terms():
    from flopwatch.extraction import LANGUAGES

    found = sources.load_keywords(sources.curated_folder())
    assert {one.tag for one in found} == set(LANGUAGES) - {"en"}
    assert all(3 <= len(one.terms) <= 6 for one in found)


def test_a_table_with_too_few_terms_is_refused_by_name(tmp_path):
    (tmp_path / "keywords.toml").write_text(
        '[[language]]\ntag = "zh"\nengine = "baidu"\ngdelt = "chinese"\nterms = ["大模型"]\n', encoding="utf-8"
    )
    with pytest.raises(BadInput, match="'zh' has 1 terms"):
        sources.load_keywords(tmp_path)
