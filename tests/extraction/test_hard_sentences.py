"""Notations of 15 languages: spelt numbers, halves, duals, ranges and dates of other calendars."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.extraction import extract_facts, read_facts
from flopwatch.extraction.comparisons import OF_ANOTHER
from flopwatch.text import gregorian_of_solar

HARD = Path(__file__).parents[1] / "text/hard"
DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize("name", ["sentences.jsonl", "second.jsonl"])
def test_hard_sentences_are_read(name):
    wanted = found = wrong = 0
    for line in (HARD / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        left = [(kind, value if kind == "date" else float(value)) for kind, value in row["facts"]]
        optional = {(kind, float(value)) for kind, value in row.get("optional", ())}
        kinds = {"params", "active_params", "tokens", "chip_count", "chip_hours", "days", "flop", "cost", "date"}
        wanted += len(left)
        for one in extract_facts(row["text"], language=row["lang"]).facts:
            if one.kind not in kinds or OF_ANOTHER in one.flags:
                continue
            pair = (one.kind, one.value if one.kind == "date" else float(one.value))
            if pair in left:
                left.remove(pair)
                found += 1
            elif pair in optional:
                found += 1  # another reading of one that is wanted
                left.remove(next(each for each in left if each[0] == pair[0]))
            else:
                wrong += 1
    assert found / wanted >= 0.98
    assert found / (found + wrong) >= 0.98


def han(number: int, digits: str, hundred: str, ten: str) -> str:
    """Return a number below 1000 in the digits of a script, a one before ten or hundred left out."""
    words = ""
    for power, name in ((100, hundred), (10, ten), (1, "")):
        digit = number // power % 10
        words += (digits[digit] if digit > 1 or (digit and power == 1) else "") + (name if digit else "")
    return words


@given(st.integers(1, 999))
@settings(max_examples=60, deadline=None)
def test_numbers_below_a_thousand_in_words_scale_as_figures_do(number):
    japanese = f"パラメータ数は{han(number, DIGITS, '百', '十')}億だ。"
    korean = f"이 모델은 {han(number, '영일이삼사오육칠팔구', '백', '십')}억 개의 파라미터를 갖췄다."
    for language, text in (("ja", japanese), ("ko", korean)):
        (one,) = read_facts(text, language=language)
        assert (one.kind, float(one.value)) == ("params", number * 1e8), text


@pytest.mark.parametrize(
    ("language", "text", "billions"),
    [
        ("de", "Das Modell hat zweihundertfünfunddreißig Milliarden Parameter.", 235),
        ("fr", "Le modèle compte quatre-vingt-dix-sept milliards de paramètres.", 97),
        ("fr", "Le modèle compte soixante et onze milliards de paramètres.", 71),
        ("fr", "Un millier de milliards de paramètres.", 1000),
        ("ru", "В модели с двумястами тридцатью пятью миллиардами параметров", 235),
        ("ar", "يضم النموذج سبعة وأربعين مليار معلمة.", 47),
        ("ar", "يضم النموذج مليارًا ونصف المليار معلمة.", 1.5),
        ("hi", "इस मॉडल में साढ़े 3 अरब पैरामीटर हैं।", 3.5),
        ("hi", "इस मॉडल में सवा अरब पैरामीटर हैं।", 1.25),
        ("ur", "اس ماڈل میں 14 اعشاریہ 8 ارب پیرامیٹرز ہیں۔", 14.8),
        ("zh", "该模型有三点五亿参数。", 0.35),
        ("he", "למודל יש מיליארד וחצי פרמטרים.", 1.5),
    ],
)
def test_parts_of_a_number_in_words_are_added(language, text, billions):
    facts = read_facts(text, language=language)
    assert [(one.kind, float(one.value)) for one in facts] == [("params", pytest.approx(billions * 1e9))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "该系列模型参数从{}亿到{}亿。"),
        ("ja", "{}億から{}億パラメータまで用意する。"),
        ("ko", "{}억~{}억 매개변수 규모의 모델"),
        ("de", "Varianten mit {} bis {} Milliarden Parametern"),
        ("fr", "de {} à {} milliards de paramètres"),
        ("es", "entre {} y {} mil millones de parámetros"),
        ("fa", "مدل‌هایی از {} میلیارد تا {} میلیارد پارامتر"),
        ("he", "מודלים של {} עד {} מיליארד פרמטרים"),
        ("bn", "{} বিলিয়ন থেকে {} বিলিয়ন প্যারামিটারের মডেল"),
        ("tr", "{} milyardan {} milyara kadar parametre"),
    ],
)
@given(low=st.integers(1, 99), more=st.integers(1, 800))
@settings(max_examples=8, deadline=None)
def test_both_ends_of_a_range_have_the_scale_and_noun_of_either(language, text, low, more):
    scale = 1e8 if language in ("zh", "ja", "ko") else 1e9
    facts = read_facts(text.format(low, low + more), language=language)
    assert [(one.kind, float(one.value)) for one in facts] == [
        ("params", low * scale),
        ("params", (low + more) * scale),
    ]


@given(st.dates(datetime.date(1925, 3, 21), datetime.date(2090, 1, 1)))
def test_days_of_the_solar_calendar_follow_each_other(day):
    new_year = datetime.date(day.year, 3, 22) - datetime.timedelta(days=3)
    solar = [gregorian_of_solar(year, 1, 1) for year in (day.year - 622, day.year - 621)]
    assert any(one is not None and abs((one - new_year).days) <= 3 for one in solar)
    for year, month in ((day.year - 621, month) for month in range(1, 12)):
        first, following = gregorian_of_solar(year, month, 1), gregorian_of_solar(year, month + 1, 1)
        assert first is not None
        assert following is not None
        assert (following - first).days == (31 if month <= 6 else 30)


@pytest.mark.parametrize(
    ("year", "month", "day", "wanted"),
    [
        (1403, 12, 30, "2025-03-20"),
        (1404, 1, 1, "2025-03-21"),
        (1399, 12, 30, "2021-03-20"),
        (1404, 5, 15, "2025-08-06"),
    ],
)
def test_dates_of_the_solar_calendar(year, month, day, wanted):
    assert str(gregorian_of_solar(year, month, day)) == wanted


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("ja", "令和元年12月1日に公開", "2019-12-01"),
        ("zh", "民國114年8月6日發布", "2025-08-06"),
        ("zh", "二零二五年十二月二十五日发布", "2025-12-25"),
        ("fa", "این مدل در ۱۴۰۴/۵/۱۵ منتشر شد", "2025-08-06"),
        ("ar", "صدر في ٢٠ يناير/كانون الثاني ٢٠٢٥", "2025-01-20"),
        ("de", "am 3. Feber 2025", "2025-02-03"),
    ],
)
def test_dates_of_other_calendars_and_countries_are_gregorian_ones(language, text, date):
    assert [one.value for one in extract_facts(text, language=language).facts if one.kind == "date"] == [date]


@pytest.mark.parametrize(
    "text",
    [
        "It surpasses Qwen3- 235B-A22B and uses fewer of the activated parameters.",
        "A10,3 A10,4 A10,1 A10,2 decoder of 3 layers",
        "CONTAINER_PORT=80 docker run --gpus all",
        "The batch size is 16.8M tokens.",
        "Some 27 billion are used for a token.",
    ],
)
def test_labels_halves_of_names_and_batches_are_no_facts(text):
    assert read_facts(text, language="en") == ()
