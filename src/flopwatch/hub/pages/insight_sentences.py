"""The sentence of each finding, from the numbers of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from markupsafe import Markup, escape

from flopwatch.analysis import Insight, Interval, date_of, months_words
from flopwatch.census import Census
from flopwatch.products import label
from flopwatch.wording import N_, amount_html, date_words, gettext, percent, plural, power_html, say_html, term_words

_DOMAINS = {
    "language": N_("language models"),
    "vision-language": N_("multimodal models"),
    "other": N_("of other domains"),
    "not stated": N_("of no stated domain"),
}
_COUNTRIES = {
    "US": N_("from the United States"),
    "CN": N_("from China"),
    "GB": N_("from the United Kingdom"),
    "other": N_("from other single countries"),
    "not stated": N_("from no stated country"),
    "collaboration": N_("from several countries"),
}
_MAKERS = {
    "industry": N_("by industry"),
    "academia": N_("by academia"),
    "collaboration": N_("by both together"),
    "government": N_("by government institutions"),
    "not stated": N_("by developers of no stated kind"),
}
_PUBLICATION = {
    "peer-reviewed": N_("peer-reviewed"),
    "preprint": N_("preprint"),
    "report": N_("report"),
    "announcement": N_("announcement"),
    "unpublished": N_("unpublished"),
    "not stated": N_("not stated"),
}
_ACCESS = {
    "downloadable": N_("downloadable"),
    "not downloadable": N_("not downloadable"),
    "not stated": N_("of no stated access"),
}
# The first group of a share carries the verb.
_ARE, _COME, _DEVELOPED = (
    N_("%(count)s are %(group)s"),
    N_("%(count)s come %(group)s"),
    N_("%(count)s were developed %(group)s"),
)
_DOCUMENTED = N_("%(count)s are documented %(group)s")


class InsightSentence(msgspec.Struct, frozen=True):
    """A sentence with the fact behind it, as shown on the page and in `findings.json`."""

    id: str
    topic: str
    text: str
    html: Markup
    fact: Insight


def sentence(census: Census, fact: Insight) -> InsightSentence:
    """Return the sentence of a fact."""
    html = _WORDS[fact.kind](census, fact.numbers)
    # Without a mark of its own a lost superscript would make 10^23 into 1023.
    text = Markup(str(html).replace("<sup>", "^")).striptags().replace("\xa0", " ")
    return InsightSentence(fact.id, fact.topic, text, html, fact)


Numbers = Mapping[str, Any]


def _times(factor: Interval) -> Markup:
    return say_html(
        "<strong>%(middle)s×</strong> a year (90%%: %(low)s to %(high)s)",
        middle=_short(factor.p50),
        low=_short(factor.p5),
        high=_short(factor.p95),
    )


def _short(value: float) -> str:
    return f"{value:.3g}" if value >= 100 or value < 1 else f"{value:.1f}"


def _power(threshold: float) -> Markup:
    return Markup("{} FLOP").format(power_html(Decimal(f"{threshold:.0e}")))


def _months(one: tuple[float | None, float | None, float | None]) -> tuple[str, ...]:
    return tuple(gettext(N_("never")) if words == "never" else words for words in months_words(one))


def _range(one: Interval) -> Markup:
    return say_html(
        "<strong>%(middle)s</strong> (90%%: %(low)s to %(high)s)",
        middle=f"{one.p50:,.0f}",
        low=f"{one.p5:,.0f}",
        high=f"{one.p95:,.0f}",
    )


def _month(x: float) -> str:
    return date_words(date_of(x).isoformat()[:7])


def _listed(parts: Sequence[Any]) -> Markup:
    if len(parts) < 2:
        return Markup("{}").format(*parts) if parts else Markup("")
    return say_html("%(these)s and %(last)s", these=Markup(", ").join(parts[:-1]), last=parts[-1])


def _frontier_growth(_: Census, n: Numbers) -> Markup:
    p5, p50, p95 = _months(n["months"])
    return say_html(
        "Since %(year)s the training compute of the %(top)s largest models at release has grown %(times)s: it doubles "
        "every %(middle)s months "
        "(%(low)s to %(high)s).",
        year=int(n["since"]),
        top=n["top"],
        times=_times(n["factor"]),
        middle=p50,
        low=p5,
        high=p95,
    )


def _frontier_holder(_: Census, n: Numbers) -> Markup:
    return say_html(
        "The largest training run with an undoubted figure is <strong>%(model)s</strong>, %(date)s: "
        "%(middle)s FLOP "
        "(90%%: %(low)s to %(high)s).",
        model=n["model"],
        date=date_words(n["date"]),
        middle=amount_html(n["flop"]),
        low=amount_html(n["p5"]),
        high=amount_html(n["p95"]),
    )


def _frontier_era(_: Census, n: Numbers) -> Markup:
    records = plural("%(count)s record", "%(count)s records", n["records"])
    groups = _listed([term_words("domain", one).lower() for one in n["groups"]])
    since, before = _month(n["since"]), _listed([term_words("domain", one).lower() for one in n["before"]])
    if before:
        return say_html(
            "Since %(month)s every record of training compute has been set in the domain %(domain)s (%(records)s); "
            "the record before them was set in %(before)s.",
            month=since,
            domain=groups,
            records=records,
            before=before,
        )
    return say_html(
        "Since %(month)s every record of training compute has been set in the domain %(domain)s (%(records)s).",
        month=since,
        domain=groups,
        records=records,
    )


def _frontier_crosses(census: Census, n: Numbers) -> Markup:
    threshold, date = _power(n["threshold"]), n["date"]
    if date is None:
        return say_html(
            "The first model recorded above %(threshold)s is %(model)s, %(date)s.",
            threshold=threshold,
            model=n["first"],
            date=date_words(n["first_date"]),
        )
    if n["first"]:
        first = say_html(
            "the first model recorded above it is %(model)s, %(date)s",
            model=n["first"],
            date=date_words(n["first_date"]),
        )
    elif census.is_stale:
        first = say_html("in data to %(month)s no model is recorded above it", month=date_words(census.data_to[:7]))
    else:
        first = escape(gettext("no model is recorded above it yet"))
    return say_html(
        "The line through the %(top)s largest models at release reaches %(threshold)s in <strong>%(middle)s</strong> "
        "(90%%: %(low)s to %(high)s); %(first)s.",
        top=n["top"],
        threshold=threshold,
        middle=_month(date.p50),
        low=_month(date.p5),
        high=_month(date.p95),
        first=first,
    )


def _counted(n: Numbers) -> dict[str, Any]:
    """Return the parts of a count: confirmed, likely, further possible ones, and the interval of the number above."""
    return {
        "confirmed": Markup("<strong>{}</strong>").format(n["confirmed"]),
        "likely": n["likely"],
        "more": n["possible"],
        "low": n["p5"],
        "high": n["p95"],
    }


def _above(_: Census, n: Numbers) -> Markup:
    text = say_html(
        "Above %(threshold)s: %(confirmed)s confirmed, %(likely)s likely, up to %(more)s more "
        "(total, 90%% interval: %(low)s to %(high)s)",
        threshold=_power(n["threshold"]),
        **_counted(n),
    )
    if n["without_figure"]:
        text += "; " + plural(
            "%(count)s of the confirmed and likely ones is without a figure",
            "%(count)s of the confirmed and likely ones are without a figure",
            n["without_figure"],
        )
    if n["unconfirmed"]:
        text += "; " + plural(
            "%(count)s further model of unknown compute may be above",
            "%(count)s further models of unknown compute may be above",
            n["unconfirmed"],
        )
    return text + "."


def _year(_: Census, n: Numbers) -> Markup:
    def of(year: int, one: Numbers) -> Markup:
        return say_html(
            "Models of %(year)s above %(threshold)s: %(confirmed)s confirmed, %(likely)s likely, up to %(more)s more "
            "(total, 90%% interval: %(low)s to %(high)s).",
            year=year,
            threshold=_power(one["threshold"]),
            **_counted(one),
        )

    return of(n["year"], n) + " " + of(n["year"] - 1, n["before"])


def _share(names: Mapping[str, str], first_words: str) -> Callable[[Census, Numbers], Markup]:
    def named(group: str) -> str:
        return gettext(names[group]) if group in names else group

    def words(_: Census, n: Numbers) -> Markup:
        parts = [
            say_html(
                first_words if i == 0 else "%(count)s %(group)s",
                count=Markup("<strong>{}</strong> ({})").format(models, percent(share)),
                group=named(group),
            )
            for i, (group, models, share, *_) in enumerate(n["groups"])
        ]
        text = say_html(
            "Of the %(models)s models recorded above %(threshold)s, %(groups)s.",
            models=n["models"],
            threshold=_power(n["threshold"]),
            groups=_listed(parts),
        )
        first = n["groups"][0]
        if first[5] > first[1]:
            most = say_html(first_words, count=percent(first[6]), group=named(first[0]))
            text += " " + say_html("With the unconfirmed ones, %(most)s.", most=most)
        return text

    return words


def _organisations(census: Census, n: Numbers) -> Markup:
    leaders = [Markup("<bdi>{}</bdi> ({})").format(label("developer", name), models) for name, models in n["leaders"]]
    some = Markup("<strong>{}</strong>").format(
        plural("%(count)s organisation", "%(count)s organisations", n["organisations"])
    )
    return say_html(
        "%(organisations)s have made models above %(threshold)s; most have come from %(leaders)s.",
        organisations=some,
        threshold=_power(n["threshold"]),
        leaders=_listed(leaders),
    )


def _open_largest(_: Census, n: Numbers) -> Markup:
    return say_html(
        "The largest model with available weights is <strong>%(model)s</strong>, %(date)s: %(flop)s FLOP, %(share)s "
        "of the largest known.",
        model=n["model"],
        date=date_words(n["date"]),
        flop=amount_html(n["flop"]),
        share=percent(n["share"]),
    )


def _open_lag(_: Census, n: Numbers) -> Markup:
    text = say_html(
        "Open models have followed the records that closed ones set since %(year)s after <strong>%(middle)s "
        "months</strong> (median over %(pairs)s pairs; "
        "5%% to 95%%: %(low)s to %(high)s)",
        year=int(n["since"]),
        middle=f"{n['p50']:.0f}",
        pairs=n["pairs"],
        low=f"{n['p5']:.0f}",
        high=f"{n['p95']:.0f}",
    )
    if n["unmatched"]:
        text += "; " + say_html("none has yet reached %(models)s", models=_listed(n["unmatched"]))
    text += "."
    if n["behind"] is not None:
        text += " " + say_html(
            "At their own release, the largest open models were %(middle)s months behind the first model as large "
            "(median over %(records)s records).",
            middle=f"{n['behind']:.0f}",
            records=n["records"],
        )
    return text


def _parameters_growth(_: Census, n: Numbers) -> Markup:
    p5, p50, p95 = _months(n["months"])
    return say_html(
        "Since %(year)s parameters have grown %(times)s, doubling every %(middle)s months (%(low)s to %(high)s); "
        "years explain %(share)s of "
        "the spread.",
        year=int(n["since"]),
        times=_times(n["factor"]),
        middle=p50,
        low=p5,
        high=p95,
        share=percent(n["r2"]),
    )


def _tokens(_: Census, n: Numbers) -> Markup:
    exponent: Interval = n["symmetric"]
    return say_html(
        "Models of %(before)s and %(year)s were trained on <strong>%(median)s tokens</strong> for each parameter "
        "(median over %(recent)s models), %(over)s the %(optimal)s that are compute-optimal for dense language models "
        "(Hoffmann et al. 2022); the quotient has grown %(times)s since %(since)s. Tokens have gone with parameters "
        "to the power %(middle)s (90%%: %(low)s to %(high)s, reduced major axis).",
        before=n["year"] - 1,
        year=n["year"],
        median=f"{n['median']:.0f}",
        recent=n["recent"],
        over=f"{n['median'] / n['optimal']:.2g}×",
        optimal=n["optimal"],
        times=_times(n["factor"]),
        since=int(n["since"]),
        middle=f"{exponent.p50:.2f}",
        low=f"{exponent.p5:.2f}",
        high=f"{exponent.p95:.2f}",
    )


def _outlook(_: Census, n: Numbers) -> Markup:
    parts = []
    for name, words in (
        ("investment", N_("%(range)s if training compute grows and is allocated as so far")),
        ("plain", N_("%(range)s if the growth of the last five years weakens by a fifth each year")),
    ):
        if name in n:
            held, of, origins = n[f"{name}_held"]
            part = say_html(words, range=_range(n[name]))
            if of:
                tried = N_("%(held)s of %(all)s past intervals from %(origins)s starting years contained the outcome")
                part += "; " + say_html(tried, held=held, all=of, origins=origins)
            parts.append(part)
    text = parts[0] if len(parts) == 1 else say_html("%(first)s, or %(other)s", first=parts[0], other=parts[1])
    return say_html(
        "By the end of %(year)s models above %(threshold)s will number %(numbers)s.",
        year=n["year"],
        threshold=_power(n["threshold"]),
        numbers=text,
    )


_WORDS: dict[str, Callable[[Census, Numbers], Markup]] = {
    "frontier-growth": _frontier_growth,
    "frontier-holder": _frontier_holder,
    "frontier-era": _frontier_era,
    "frontier-crosses": _frontier_crosses,
    "above": _above,
    "year": _year,
    "share-domain": _share(_DOMAINS, _ARE),
    "share-country": _share(_COUNTRIES, _COME),
    "share-category": _share(_MAKERS, _DEVELOPED),
    "share-access": _share(_ACCESS, _ARE),
    "share-publication": _share(_PUBLICATION, _DOCUMENTED),
    "organisations": _organisations,
    "open-largest": _open_largest,
    "open-lag": _open_lag,
    "parameters-growth": _parameters_growth,
    "tokens-per-parameter": _tokens,
    "outlook": _outlook,
}
