"""The page of findings: each sentence with its number and the fit behind it, none of them written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from markupsafe import Markup

from flopwatch.analysis import Interval, date_of, decimal_year, entries_of_census
from flopwatch.analysis.groups import SHARES, is_open, leading
from flopwatch.analysis.overview import Fact, Overview, months_words, overview
from flopwatch.census import Census
from flopwatch.domain import label_of
from flopwatch.publishing import wording
from flopwatch.publishing.columns import label

THRESHOLDS = (1e23, 1e24, 1e25, 1e26)
TOPICS = (
    ("frontier", "The frontier"), ("numbers", "How many models"), ("who", "Who and where"), ("openness", "Open weights"),
    ("sizes", "Parameters and data"), ("outlook", "What comes next"),
)  # fmt: skip
_DOMAINS = {
    "language": "language models",
    "vision-language": "vision-language models",
    "other": "of other domains",
}
_COUNTRIES = {"US": "from the United States", "CN": "from China", "GB": "from the United Kingdom",
              "other": "from one other country", "collaboration": "from several countries"}  # fmt: skip
_MAKERS = {"industry": "by industry", "academia": "by academia", "collaboration": "by both together",
           "government": "by government institutions", "not stated": "by developers of no stated kind"}  # fmt: skip
_ACCESS = {"downloadable": "downloadable", "not downloadable": "not downloadable"}


class Told(msgspec.Struct, frozen=True):
    """A sentence with what is behind it, as the page shows it and `findings.json` holds it."""

    id: str
    topic: str
    text: str
    html: Markup
    fact: Fact


def overview_of(census: Census) -> Overview:
    """What can be said of a census."""
    field = entries_of_census(
        census.records, census.estimates, census.unconfirmed, THRESHOLDS, known=census.crossings,
        data=f"census of {census.as_of}", as_of=decimal_year(census.as_of),
    )  # fmt: skip
    return overview(field, SHARES, is_open=is_open, organisations=leading)


def context(census: Census) -> dict[str, Any]:
    """What the template is given: topics with their sentences, and what cannot be said."""
    found = overview_of(census)
    told = [sentence(census, one) for one in found.facts]
    by_name: dict[str, str] = {}
    for record in census.models():
        by_name.setdefault(record.name, record.id)
    return {
        "topics": [
            (key, heading, [one for one in told if one.topic == key])
            for key, heading in TOPICS
            if any(one.topic == key for one in told)
        ],
        "lacking": [(key.replace("-", " "), reason) for key, reason in found.unknown],
        "id_of": by_name,
        "told": told,
    }


def as_json(told: Sequence[Told]) -> bytes:
    """Every sentence with its numbers and its record, for programs."""
    rows = [
        {
            "id": one.id,
            "topic": one.topic,
            "text": one.text,
            "numbers": {key: _plain(value) for key, value in one.fact.numbers.items()},
            "record": {
                "n": one.fact.n, "formula": one.fact.formula, "interval": one.fact.interval, "data": one.fact.data,
                "rows": list(one.fact.rows),
            },
        }
        for one in told
    ]  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(rows), indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, Interval):
        return {"p5": _digits(value.p5), "p50": _digits(value.p50), "p95": _digits(value.p95)}
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _digits(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def sentence(census: Census, fact: Fact) -> Told:
    """The sentence of a fact."""
    key = next(prefix for prefix in _WORDS if fact.id.startswith(prefix))
    html = _WORDS[key](census, fact.numbers)
    # Without a mark of its own a lost superscript would make 10^23 into 1023.
    text = Markup(str(html).replace("<sup>", "^")).striptags().replace("\xa0", " ")
    return Told(fact.id, fact.topic, text, html, fact)


Numbers = Mapping[str, Any]


def _times(factor: Interval) -> Markup:
    return Markup("<strong>{}×</strong> a year (90%: {} to {})").format(
        _short(factor.p50), _short(factor.p5), _short(factor.p95)
    )


def _short(value: float) -> str:
    return f"{value:.3g}" if value >= 100 or value < 1 else f"{value:.1f}"


def _power(threshold: float) -> Markup:
    return Markup("{} FLOP").format(wording.power_html(Decimal(f"{threshold:.0e}")))


def _range(one: Interval) -> Markup:
    return Markup("<strong>{:,.0f}</strong> (90%: {:,.0f} to {:,.0f})").format(one.p50, one.p5, one.p95)


def _month(x: float) -> str:
    return wording.date_words(date_of(x).isoformat()[:7])


def _listed(parts: Sequence[Any]) -> Markup:
    if len(parts) < 2:
        return Markup("{}").format(*parts) if parts else Markup("")
    return Markup("{} and {}").format(Markup(", ").join(parts[:-1]), parts[-1])


def _frontier_growth(_: Census, n: Numbers) -> Markup:
    p5, p50, p95 = months_words(n["months"])
    return Markup(
        "Since {} the training compute of the {} largest models at release has grown {}: it doubles every {} months ({} to {})."
    ).format(int(n["since"]), n["top"], _times(n["factor"]), p50, p5, p95)


def _frontier_holder(_: Census, n: Numbers) -> Markup:
    return Markup(
        "The largest training run with a figure that nobody doubts is <strong>{}</strong>, {}: {} FLOP (90%: {} to {})."
    ).format(
        n["model"], wording.date_words(n["date"]), wording.amount_html(n["flop"]), wording.amount_html(n["p5"]),
        wording.amount_html(n["p95"]),
    )  # fmt: skip


def _frontier_era(_: Census, n: Numbers) -> Markup:
    groups = _listed([label_of("domain", one).lower() for one in n["groups"]])
    before = _listed([label_of("domain", one).lower() for one in n["before"]])
    tail = Markup("; before that, in {}").format(before) if before else Markup("")
    return Markup("Since {} every record of training compute has been set in the domain {} ({}){}.").format(
        _month(n["since"]), groups, wording.plural(n["records"], "record"), tail
    )


def _frontier_crosses(_: Census, n: Numbers) -> Markup:
    date: Interval = n["date"]
    first = (
        Markup("the first model recorded above it is {}, {}").format(
            n["first"], wording.date_words(n["first_date"])
        )
        if n["first"]
        else Markup("no model is recorded above it yet")
    )
    return Markup(
        "The line through the {} largest models at release reaches {} in <strong>{}</strong> (90%: {} to {}); {}."
    ).format(n["top"], _power(n["threshold"]), _month(date.p50), _month(date.p5), _month(date.p95), first)


def _above(_: Census, n: Numbers) -> Markup:
    more = (
        Markup("; {} may be above though nobody states their compute").format(
            wording.plural(n["unconfirmed"], "more model")
        )
        if n["unconfirmed"]
        else Markup("")
    )
    return Markup("<strong>{}</strong> exceed {} (90%: {} to {}); as their figures stand, {}{}.").format(
        wording.plural(n["p50"], "model"), _power(n["threshold"]), n["p5"], n["p95"], n["recorded"], more
    )


def _year(_: Census, n: Numbers) -> Markup:
    return Markup("Of {}’s models <strong>{}</strong> exceed {} (90%: {} to {}), of {}’s {} (90%: {} to {}).").format(
        n["year"], n["p50"], _power(n["threshold"]), n["p5"], n["p95"], n["year"] - 1, n["before"], n["before_p5"],
        n["before_p95"],
    )  # fmt: skip


def _share(names: Mapping[str, str], verb: str) -> Callable[[Census, Numbers], Markup]:
    def words(_: Census, n: Numbers) -> Markup:
        parts = [
            Markup("<strong>{}</strong> ({}) {} {}").format(
                models, wording.percent(share), verb if i == 0 else "", names.get(group, group)
            )
            for i, (group, models, share, *_) in enumerate(n["groups"])
        ]
        first = n["groups"][0]
        tail = Markup("")
        if first[5] > first[1]:
            tail = Markup(" With the unconfirmed ones, {} {} {}.").format(
                wording.percent(first[6]), verb, names.get(first[0], first[0])
            )
        return Markup("Of the {} models recorded above {}, {}.{}").format(
            n["models"], _power(n["threshold"]), _listed(parts), tail
        )

    return words


def _organisations(census: Census, n: Numbers) -> Markup:
    leaders = [
        Markup("{} ({})").format(label(census, "developer", name), models) for name, models in n["leaders"]
    ]
    return Markup("{} have made models above {}; most have come from {}.").format(
        Markup("<strong>{}</strong>").format(wording.plural(n["organisations"], "organisation")),
        _power(n["threshold"]),
        _listed(leaders),
    )


def _open_largest(_: Census, n: Numbers) -> Markup:
    return Markup(
        "The largest model whose weights can be had is <strong>{}</strong>, {}: {} FLOP, {} of the largest there is."
    ).format(
        n["model"], wording.date_words(n["date"]), wording.amount_html(n["flop"]), wording.percent(n["share"])
    )


def _open_lag(_: Census, n: Numbers) -> Markup:
    late = _listed(n["unmatched"])
    tail = Markup("; none has yet reached {}").format(late) if n["unmatched"] else Markup("")
    behind = (
        Markup(
            " At their own release, the largest open models were {:.0f} months behind the first model as large (median of {})."
        ).format(n["behind"], n["records"])
        if n["behind"] is not None
        else Markup("")
    )
    return Markup(
        "Open models have followed the records that closed ones set since {} after <strong>{:.0f} months</strong> (median of {}; 5% to 95%: "
        "{:.0f} to {:.0f}){}.{}"
    ).format(int(n["since"]), n["p50"], n["pairs"], n["p5"], n["p95"], tail, behind)


def _parameters_growth(_: Census, n: Numbers) -> Markup:
    p5, p50, p95 = months_words(n["months"])
    return Markup(
        "Since {} parameters have grown {}, doubling every {} months ({} to {}); years explain {} of the spread."
    ).format(int(n["since"]), _times(n["factor"]), p50, p5, p95, wording.percent(n["r2"]))


def _tokens(_: Census, n: Numbers) -> Markup:
    exponent: Interval = n["symmetric"]
    return Markup(
        "Models of {} and {} were trained on <strong>{:.0f} tokens</strong> for each parameter (median of {}); the quotient has grown "
        "{} since {}. Tokens have gone with parameters to the power {:.2f} (90%: {:.2f} to {:.2f}, reduced major axis)."
    ).format(
        n["year"] - 1, n["year"], n["median"], n["recent"], _times(n["factor"]), int(n["since"]), exponent.p50, exponent.p5,
        exponent.p95,
    )  # fmt: skip


def _outlook(_: Census, n: Numbers) -> Markup:
    parts = []
    for name, words in (
        ("investment", "where compute for training grows and is shared out as so far"),
        ("plain", "where numbers go on growing as in the last five years"),
    ):
        if name in n:
            held, of = n[f"{name}_held"]
            tried = (
                Markup("; tried on the past, {} of its {} intervals held").format(held, of)
                if of
                else Markup("")
            )
            parts.append(Markup("{} {}{}").format(_range(n[name]), words, tried))
    return Markup("By the end of {} models above {} will number {}.").format(
        n["year"], _power(n["threshold"]), Markup(", or ").join(parts)
    )


_WORDS: dict[str, Callable[[Census, Numbers], Markup]] = {
    "frontier-growth": _frontier_growth,
    "frontier-holder": _frontier_holder,
    "frontier-era": _frontier_era,
    "frontier-crosses": _frontier_crosses,
    "above": _above,
    "year": _year,
    "share-domain": _share(_DOMAINS, "are"),
    "share-country": _share(_COUNTRIES, "come"),
    "share-category": _share(_MAKERS, "were developed"),
    "share-access": _share(_ACCESS, "are"),
    "share-publication": _share({}, "are documented"),
    "organisations": _organisations,
    "open-largest": _open_largest,
    "open-lag": _open_lag,
    "parameters-growth": _parameters_growth,
    "tokens-per-parameter": _tokens,
    "outlook": _outlook,
}
