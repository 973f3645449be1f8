"""The parts of a model's page with many small pieces, as HTML: the receipt, the figure of intervals, each method's
inputs, the bill, the history.

As templates they took half of a page's time. Text of a source is escaped piece by piece, as a template would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from flopwatch.census import Census
from flopwatch.charts import IntervalFigure
from flopwatch.classification import Crossing
from flopwatch.domain import Threshold, exact
from flopwatch.estimation import Mark, MethodResult, ReceiptPart, receipt_of
from flopwatch.hub.parts.claims import source_html
from flopwatch.hub.views import ClaimView
from flopwatch.records import Record
from flopwatch.statistics import LogNormal
from flopwatch.wording import (
    N_,
    amount_html,
    amount_plain,
    anchor,
    as_recorded,
    cached_by_language,
    class_label,
    gettext,
    in_digits,
    isolated_text,
    method_label,
    plural,
    probability_html,
    recorded,
    rounded_html,
    say,
    scientific,
    threshold_html,
    threshold_label,
)

_LONGEST_QUOTE = 90
_LAW_NAME = 10.0  # percent of the figure's width that a threshold's name needs on a phone


def interval_html(value: LogNormal) -> Markup:
    """Return the 90% interval: `1.9 × 10²⁵ to 7.6 × 10²⁵`."""
    low, high = value.interval()
    return Markup(f"{amount_html(low)} {escape(gettext('to'))} {amount_html(high)}")


def crossings_html(crossings: Sequence[tuple[Threshold, Crossing]], root: str) -> Markup:
    """Return the model's class at each threshold, as table rows.

    A reason that all rows share is left out here and shown below the table.
    """
    shared = len({crossing.justification for _, crossing in crossings} - {""}) == 1
    rows = []
    for threshold, crossing in crossings:
        p, why = crossing.probability, "" if shared else crossing.justification
        part = f'<rect class="chance-part" width="{64 * p:.1f}" height="8" rx="2"/>' if p is not None else ""
        rows.append(
            f'{_threshold(threshold, root)}<td class="nowrap"><svg class="chance" width="64" height="8" '
            'aria-hidden="true" focusable="false">'
            f'<rect class="chance-all" width="64" height="8" rx="2"/>{part}</svg> <span '
            f'class="nowrap">{probability_html(p)}</span></td>'
            '<td><span class="badge '
            f'{escape(crossing.compute_class)}">{escape(class_label(crossing.compute_class))}</span>'
            + (f'<br><span class="soft small">{recorded(why)}</span>' if why else "")
            + "</td></tr>\n"
        )
    return Markup("".join(rows))


@cached_by_language(1_000)
def _threshold(threshold: Threshold, root: str) -> str:
    label = threshold_label(threshold)
    shown = f'<br><span class="soft">{recorded(label)}</span>' if label else ""
    return (
        f'<tr><th scope="row"><a href="{root}thresholds.html#t-{escape(threshold.flop)}">{threshold_html(threshold)} '
        f"FLOP</a>{shown}</th>"
    )


def _in_svg(value: float, digits: int = 2) -> str:
    """Write ten to a power in SVG text, which has no superscript; without a mantissa of 1."""
    if small := in_digits(value, digits):
        return small
    mantissa, exponent = scientific(value, digits)
    if digits > 2:  # a threshold, not a computed amount
        mantissa = mantissa.rstrip("0").rstrip(".")
    before = "" if digits > 2 and mantissa == "1" else f"{mantissa} × "
    return isolated_text(
        f'{before}10<tspan dy="-0.42em" font-size="72%">{exponent}</tspan><tspan dy="0.3em" '
        'font-size="72%">&#8203;</tspan>'
    )


def receipt_html(census: Census, record: Record, page: str = "") -> Markup:
    """Return a model's receipt, its text unchanged, each footnote mark linked to the claim in its source line.

    Args:
        census: The census.
        record: The model.
        page: Address of the model's page, if the receipt is shown on another.
    """
    receipt = receipt_of(record.name, census.estimates.get(record.id))
    drawn = ["".join(_part_html(part, page) for part in line.parts) for line in receipt.lines]
    # A line is its own block, so that a long one wraps under itself; its newline is kept for copying.
    between = '\n</span><span class="line">'
    return Markup(f'<span class="line">{between.join(drawn)}</span>')


def _part_html(part: ReceiptPart, page: str) -> str:
    if isinstance(part, Mark) and part.claim:
        return f'<a href="{escape(page)}#c-{part.claim}">{part}</a>'
    return str(escape(str(part)))


def forest_html(figure: IntervalFigure) -> Markup:
    """Draw the published interval and each method's own, with the thresholds, on a log scale."""
    height = figure.height
    named = [gettext(N_("Published")) if one.published else method_label(one.label) for one in figure.bars]
    said = "; ".join(
        f"{name} {say('%(low)s to %(high)s', low=amount_plain(one.p5), high=amount_plain(one.p95))} FLOP"
        for name, one in zip(named, figure.bars, strict=True)
    )
    label = escape(gettext(N_("90% intervals on a log scale:")))
    parts = [f'<svg class="forest" width="100%" height="{height}" role="img" aria-label="{label} {escape(said)}">']
    for exponent, x in figure.ticks:
        parts.append(
            f'<line class="grid" x1="{x:.2f}%" x2="{x:.2f}%" y1="26" y2="{height - 24}"/>'
            f'<text class="tick" x="{x:.2f}%" y="{height - 7}" text-anchor="middle">10<tspan dy="-5" '
            f'font-size="9">{exponent}</tspan></text>\n'
        )
    named_until = -_LAW_NAME
    for threshold, x in figure.thresholds:
        parts.append(f'<line class="law" x1="{x:.2f}%" x2="{x:.2f}%" y1="20" y2="{height - 24}"/>')
        # Where decades are narrow, names would overlap: the axis below still labels the line.
        if x - named_until >= _LAW_NAME:
            named_until = x
            parts.append(
                f'<text class="law-name" x="{x:.2f}%" y="13" '
                f'text-anchor="middle">{_in_svg(float(exact(threshold.flop)), 3)}</text>\n'
            )
    for index, (name, one) in enumerate(zip(named, figure.bars, strict=True)):
        y, kind = 30 + 44 * index, " published" if one.published else ""
        parts.append(
            f'<text class="bar-name{kind}" x="0" y="{y + 13}">{escape(name)}</text>'
            f'<text class="bar-value" x="100%" y="{y + 13}" text-anchor="end">{_in_svg(one.p5)} '
            f"{escape(gettext('to'))} {_in_svg(one.p95)}</text>"
            f'<line class="bar{kind}" x1="{one.low:.2f}%" x2="{one.high:.2f}%" y1="{y + 27}" y2="{y + 27}"/>'
            f'<circle class="bar-mid{kind}" cx="{one.mid:.2f}%" cy="{y + 27}" r="{6 if one.published else 4.5}"/>\n'
        )
    return Markup("".join(parts) + "</svg>")


def methods_html(methods: Sequence[tuple[MethodResult, Mapping[str, ClaimView]]], root: str) -> Markup:
    """Return each method with its formula and its inputs: value, interval, and the claims or the prior it rests on."""
    heads = "".join(
        f'<th scope="col"{kind}>{escape(gettext(words))}</th>'
        for words, kind in (
            (N_("Input"), ""),
            (N_("Value"), ' class="num"'),
            (N_("90% interval"), ' class="num"'),
            (N_("Rests on"), ""),
        )
    )
    inputs_of, doubt_word = escape(gettext(N_("Inputs of"))), escape(gettext(N_("Doubt.")))
    exactly, to = escape(gettext(N_("exact"))), escape(gettext("to"))
    parts: list[str] = []
    for index, (method, claims) in enumerate(methods):
        name, value = escape(method_label(method.method)), method.compute_flop
        parts.append(
            f'<details class="method"{"" if index else " open"}>\n<summary><span>{name}</span> <span '
            f'class="num">{amount_html(value.median)} FLOP '
            "<span "
            f'class="soft">({interval_html(value)})</span></span></summary>\n<p><code{as_recorded()}>{escape(method.formula)}</code></p>\n'
            f'<div class="wide" tabindex="0" role="region" aria-label="{inputs_of} {name}">\n<table class="plain '
            'stack">\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        )
        for one in method.inputs:
            spread = exactly
            if one.value.sigma_dex:
                low, high = one.value.interval()
                spread = f"{rounded_html(low, one.unit, bare=True)} {to} {rounded_html(high, one.unit, bare=True)}"
            # One line of a source can state several claims (two chips): it is shown once.
            rests = "<br>\n".join(
                dict.fromkeys(
                    f"{source_html(claims[key], root)} (<q "
                    f'dir="auto">{escape(_short(claims[key].claim.as_written))}</q>)'
                    for key in one.claims
                    if key in claims
                )
            )
            parts.append(
                f'<tr><th scope="row"{as_recorded()}><var>{escape(one.symbol)}</var> {escape(one.name)}</th>'
                f'<td class="num nowrap">{rounded_html(one.value.median, one.unit, 4)}</td><td class="num '
                f'nowrap">{spread}</td>\n'
                f"<td>{rests or recorded(one.source)}</td></tr>\n"
            )
        parts.append("</tbody>\n</table>\n</div>\n")
        parts += (f'<p class="warning"><strong>{doubt_word}</strong> {recorded(doubt)}</p>' for doubt in method.doubts)
        parts.append("</details>\n")
    return Markup("".join(parts))


def _short(words: str) -> str:
    """Shorten a quote, cut between words."""
    if len(words) <= _LONGEST_QUOTE + 5:
        return words
    return words[: _LONGEST_QUOTE - 3].rsplit(" ", 1)[0] + "..."


def bill_html(rows: Sequence[BillRow]) -> Markup:
    """Return the lines of a bill as table rows."""
    unknown = escape(gettext(N_("unknown")))
    parts: list[str] = []
    for row in rows:
        head = f'<tr><th scope="row">{escape(row.heading)}</th>'
        if row.unknown:
            parts.append(
                f'{head}<td class="num"><span class="unknown">{unknown}</span></td><td></td><td '
                f'class="soft">{recorded(row.unknown)}</td></tr>\n'
            )
            continue
        source = escape(row.source)
        if row.source_url:
            source = f'<a href="{escape(row.source_url)}" rel="noopener nofollow">{source}</a>'
        formula = f"<code{as_recorded()}>{escape(row.formula)}</code>" if row.formula else ""
        shown = f' <span class="soft small"{as_recorded()}>{source}</span>' if source else ""
        parts.append(
            f'{head}<td class="num nowrap"><strong>{escape(row.figure)}</strong></td><td class="num '
            f'nowrap">{escape(row.low)} – {escape(row.high)}</td>'
            f"<td>{formula}{shown}</td></tr>\n"
        )
    return Markup("".join(parts))


def history_html(one: HistoryEntry, root: str) -> Markup:
    """Return one entry of a model's history as HTML: a source, its date, and its statements."""
    undated, recorded_on, unused = (
        escape(gettext(word)) for word in (N_("undated"), N_("recorded on"), N_("not used"))
    )
    date = escape(one.date)
    when = f'<time datetime="{date}">{date}</time>' if date else f'<span class="soft">{undated}</span>'
    counted = plural("one claim", "%(count)s claims", one.claims)
    when_recorded = f", {recorded_on} {escape(one.recorded)}" if one.recorded else ""
    parts = [
        f'<li><p class="when">{when}</p><div><p><a '
        f'href="{root}data.html#source-{escape(anchor(one.source_id))}">{escape(one.title)}</a> '
        f'<span class="soft small">{escape(counted)}{when_recorded}</span></p>\n'
    ]
    if one.said:
        parts.append("<ul>")
        for field, heading, value, chosen in one.said:
            kind, tag = ("", "") if chosen else (' class="aside"', f' <span class="tag">{unused}</span>')
            parts.append(
                f'<li{kind}><a href="#f-{escape(field)}">{escape(heading)}</a> <span '
                f'dir="auto">{value}</span>{tag}</li>'
            )
        parts.append("</ul>")
    return Markup("".join([*parts, "</div></li>\n"]))


@dataclass(frozen=True)
class BillRow:
    """One line of a bill: the heading, the figure, its interval, the formula and the source of its numbers."""

    heading: str
    figure: str
    low: str
    high: str
    unknown: str
    formula: str
    source: str
    source_url: str


@dataclass(frozen=True)
class HistoryEntry:
    """One source's statements at its date: (field, heading, value, whether it is chosen), and the number of claims."""

    date: str
    source_id: str
    title: str
    recorded: str
    said: tuple[tuple[str, str, Markup, bool], ...]
    claims: int
