"""The methods page: the formulas of the code from their docstrings, so that page and code cannot differ."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from flopwatch.analysis import (
    doubling_months,
    fit_broken,
    fit_frontier,
    fit_growth,
    lag_behind,
    record_setters,
    top_at_release,
)
from flopwatch.census import Census
from flopwatch.classification import class_of, classify, count_above, cover
from flopwatch.cost import training_carbon, training_energy
from flopwatch.estimation import (
    Estimate,
    acquisition_cost,
    amortised_hourly_cost,
    bounds_of,
    chip_hours_for,
    cloud_cost,
    combine,
    compute_from_base,
    compute_from_cost,
    compute_from_hardware,
    compute_from_operations,
    compute_from_relatives,
    compute_reported,
    doubts_about,
    invert,
    sensitivities,
)
from flopwatch.hub.parts.workings import receipt_html
from flopwatch.records import Record, resolve
from flopwatch.statistics import Product
from flopwatch.wording import N_, anchor, gettext, model_path

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

METHODS: tuple[tuple[str, tuple[Callable[..., Any], ...]], ...] = (
    (
        N_("Training compute"),
        (
            compute_reported,
            compute_from_operations,
            compute_from_hardware,
            compute_from_base,
            compute_from_relatives,
            compute_from_cost,
            bounds_of,
        ),
    ),
    (N_("One figure out of several"), (combine, doubts_about, sensitivities, Product)),
    (N_("Thresholds and rules"), (class_of, classify, count_above, cover)),
    (
        N_("Cost, energy, emissions"),
        (chip_hours_for, cloud_cost, amortised_hourly_cost, acquisition_cost, training_energy, training_carbon, invert),
    ),
    (
        N_("Growth rates"),
        (fit_growth, doubling_months, fit_broken, fit_frontier, record_setters, top_at_release, lag_behind),
    ),
    (N_("Choice of a value"), (resolve,)),
)
EXAMPLE = "meta/llama-3.1-405b"
_SHOWN = ("Inputs", "Returns", "Source", "Example", "Yields", "Attributes")
_QUANTITY = re.compile(r"^(float|int|LogNormal|Factor)\b")
_SECTION = re.compile(r"(Args|Returns|Raises|Source|Example|Yields|Attributes):")


@dataclass(frozen=True)
class Described:
    """One function on the page: its name, its package, the first sentence, the rest, and its sections."""

    name: str
    package: str
    anchor: str
    first: Markup
    rest: Markup
    sections: tuple[tuple[str, Markup], ...]


def write_methods(site: Site) -> None:
    """Write `methods.html`."""
    groups = [(gettext(heading), [described(one) for one in some]) for heading, some in METHODS]
    site.page("methods.html", "methods.html", groups=groups)


def write_method(site: Site, census: Census) -> None:
    """Write `method.html`, with one model's receipt as an example."""
    example = _example(census)
    receipt = receipt_html(census, example, model_path(example.id)) if example else ""
    site.page("method.html", "method.html", example=example, receipt=receipt)


def _example(census: Census) -> Record | None:
    """Return the model whose receipt is shown: the example of the README, else the one of most methods; None if no
    model has an estimate.
    """
    found = {key: one for key, one in sorted(census.estimates.items()) if isinstance(one, Estimate)}
    best = EXAMPLE if EXAMPLE in found else max(found, key=lambda key: len(found[key].methods), default="")
    return census.records.get(best)


def described(one: Callable[..., Any]) -> Described:
    """Split a function's docstring into sentences, formulas (indented lines) and sections.

    Example:
        >>> found = described(compute_from_hardware)
        >>> found.first, [name for name, _ in found.sections]
        (Markup('Estimate training compute from the hardware that did the training, in FLOP.'), ['Returns', 'Source'])
        >>> '<pre class="formula" tabindex="0">compute = chip-hours × 3600 s/h × peak × utilisation' in found.rest
        True
    """
    lines = (inspect.getdoc(one) or "").splitlines()
    head, sections, name = list[str](), dict[str, list[str]](), ""
    for line in lines:
        found = _SECTION.fullmatch(line)
        if found:
            name = found[1]
            sections[name] = []
        elif name:
            sections[name].append(line[4:] if line.startswith("    ") else line)
        else:
            head.append(line)
    first, rest = (head[0] if head else ""), head[1:]
    if "Args" in sections:
        sections["Inputs"] = _quantities(one, sections["Args"])
    shown = tuple(
        (name, _body(sections[name], code=name == "Example")) for name in _SHOWN if any(sections.get(name, ()))
    )
    package = one.__module__.removeprefix("flopwatch.")
    return Described(one.__name__, package, anchor(one.__name__), _words(first), _body(rest), shown)


def _quantities(one: Callable[..., Any], lines: Sequence[str]) -> list[str]:
    """Return the lines of a docstring's Args that describe quantities: records and tables mean nothing to a reader."""
    kinds = {name: str(arg.annotation) for name, arg in inspect.signature(one).parameters.items()}
    kept, keep = list[str](), False
    for line in lines:
        name, found, _ = line.partition(":")
        if found and name in kinds:
            keep = bool(_QUANTITY.match(kinds[name]))
            if keep:
                kept.append("")  # a paragraph each
        if keep:
            kept.append(line.strip())
    return kept


def _body(lines: Iterable[str], *, code: bool = False) -> Markup:
    """Return paragraphs; indented lines (and, in an example, prompts and their output) are kept unchanged."""
    out, kept, words = Markup(""), list[str](), list[str]()

    def flush() -> Markup:
        made = Markup("")
        if words:
            made += Markup("<p>{}</p>").format(_words(" ".join(words)))
        if any(kept):
            made += Markup('<pre class="formula" tabindex="0">{}</pre>').format("\n".join(kept).strip("\n").rstrip())
        words.clear()
        kept.clear()
        return made

    prompted = False
    for line in lines:
        prompted = code and (line.startswith(">>>") or (prompted and bool(line.strip())))
        if line.startswith("    ") or prompted:
            if words:
                out += flush()
            kept.append(line if prompted else line[4:])
        elif line.strip():
            if kept:
                out += flush()
            words.append(line.strip())
        else:
            out += flush()
    return out + flush()


_CODE = re.compile(r"`([^`]{1,200})`")


def _words(text: str) -> Markup:
    """Return text with its `code` marked."""
    parts = _CODE.split(text)
    return Markup("").join(Markup("<code>{}</code>").format(p) if i % 2 else escape(p) for i, p in enumerate(parts))
