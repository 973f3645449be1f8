"""The part of a model's page that lists every field with its claims, as HTML.

A page has some hundred claims of a dozen pieces each: as a template this part took half of the build. What a source wrote is escaped
piece by piece, as a template would.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape as escaped

from markupsafe import Markup

from flopwatch.publishing import wording
from flopwatch.publishing.i18n import forgets, gettext
from flopwatch.publishing.links import anchor
from flopwatch.publishing.navigation import N_
from flopwatch.publishing.views import ClaimView, FieldView, Section, link_html, words_of

_TAGS = {"rival": '<span class="tag rival">rival</span> ', "aside": '<span class="tag">not used</span> '}


def source_html(view: ClaimView, root: str) -> Markup:
    """Where a claim stands: its source's place on the data page, the place in the source, and the way there.

    Args:
        view: The claim.
        root: What leads from the page to the site's root.
    """
    return Markup(_source_html(view, root))


def _source_html(view: ClaimView, root: str) -> str:
    before, after = _source(view.claim.source, view.source_title, view.source_url, root)
    place = view.claim.locator
    return f'{before}, <span class="place">{escaped(place)}</span>{after}' if place else before + after


@lru_cache(maxsize=10_000)
def _source(source_id: str, title: str, url: str, root: str) -> tuple[str, str]:
    shown = escaped(title)
    before = f'<a href="{escaped(root)}data.html#source-{escaped(anchor(source_id))}">{shown}</a>'
    after = f' <a class="out" href="{escaped(url)}" rel="noopener nofollow" aria-label="Open the source: {shown}">open ↗</a>'
    return before, after if url else ""


def _claim(view: ClaimView, root: str, *, with_value: bool = True) -> str:
    """One claim: its value, its words, its source, and a link to itself."""
    key, claim = escaped(view.id), view.claim
    parts = [f'<div class="claim {view.state}" id="c-{key}">\n']
    if with_value:
        tag = _TAGS.get(view.state, "")
        parts.append(f'<p class="claim-value">{tag}<span dir="auto">{view.value}</span></p>\n')
    if claim.as_written:
        parts.append(f'<blockquote dir="auto">{escaped(claim.as_written)}</blockquote>\n')
    parts += ('<p class="claim-source">', _source_html(view, root))
    if claim.reported_from:
        parts.append(f' · reported from <span dir="auto">{link_html(claim.reported_from)}</span>')
    for name, value in sorted(claim.qualifiers.items()):
        parts.append(f" · {escaped(words_of(name).lower())}: {escaped(value)}")
    for flag in claim.flags:
        parts.append(f' <span class="tag flag">{escaped(flag)}</span>')
    parts.append(
        f' · <a class="claim-id" href="#c-{key}" title="Link to this claim">#{escaped(view.id[:8])}</a></p>\n</div>'
    )
    return "".join(parts)


def sections_html(sections: Sequence[Section], root: str) -> Markup:
    """Every field under its heading, with the claim behind it at once and the others one click away."""
    parts: list[str] = []
    for section in sections:
        parts.append(f'<h3>{escaped(section.heading)}</h3>\n<dl class="fields-list">\n')
        parts += (_field(one, root) for one in section.fields)
        parts.append("</dl>\n")
    return Markup("".join(parts))


def _field(one: FieldView, root: str) -> str:
    # A field's value is HTML already.
    parts = [_heading(one.name, one.label, one.meaning, one.contested), f"{one.value}</p>\n"]
    if one.corrected:
        parts.append(f'<p class="note"><strong>Corrected:</strong> {escaped(one.corrected)}</p>\n')
    if one.rule:
        parts.append(_rule(one.rule))
    parts.append("</dd>\n<dd>\n")
    own = [view for view in one.claims if view.anchored]
    if own:
        parts.append(_claim(own[0], root, with_value=own[0].state != "chosen"))
    if len(own) > 1:
        rivals = sum(view.state == "rival" for view in own)
        also = f", {wording.plural(rivals, 'rival')}" if rivals else ""
        parts.append(f"<details><summary>{wording.plural(len(own) - 1, 'more claim')}{also}</summary>\n")
        parts += [_claim(view, root) for view in own[1:]]
        parts.append("</details>\n")
    if len(own) < len(one.claims):
        parts.append(_above([view for view in one.claims if not view.anchored]))
    parts.append("</dd>\n</div>\n")
    return "".join(parts)


def _above(views: Sequence[ClaimView]) -> str:
    """Claims that stand in full under an earlier field."""
    links = ", ".join(
        f'{_TAGS.get(view.state, "")}<a href="#c-{escaped(view.id)}">{escaped(view.source_title)}</a>'
        for view in views
    )
    return f'<p class="claim-source">{escaped(gettext(N_("Stated above:")))} {links}</p>\n'


@forgets
@lru_cache(maxsize=10_000)
def _heading(name: str, label: str, meaning: str, contested: bool) -> str:
    tag = ' <span class="tag rival">contested</span>' if contested else ""
    return (
        f'<div class="field" id="f-{escaped(anchor(name))}">\n<dt title="{escaped(meaning)}">{escaped(label)}{tag}</dt>\n'
        '<dd class="value-side">\n<p class="value" dir="auto">'
    )


@lru_cache(maxsize=10_000)
def _rule(rule: str) -> str:
    return f'<p class="rule">{escaped(wording.sentence(rule))}</p>\n'
