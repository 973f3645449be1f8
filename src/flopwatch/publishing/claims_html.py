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
from flopwatch.publishing.i18n import N_, away, forgets, gettext, plural, recorded, say_html
from flopwatch.publishing.links import anchor
from flopwatch.publishing.views import ClaimView, FieldView, Section, link_html


def escape(text: str) -> str:
    """Text as HTML; what is HTML already stays. Four times quicker than `markupsafe.escape`, of which a page needs some hundreds."""
    return text if isinstance(text, Markup) else escaped(text)


_TAGS = {
    "rival": ('<span class="tag rival">', N_("rival")),
    "aside": ('<span class="tag">', N_("not used")),
}


@forgets
@lru_cache(maxsize=8)
def _tag(state: str) -> str:
    start, words = _TAGS.get(state, ("", ""))
    return f"{start}{escape(gettext(words))}</span> " if start else ""


def source_html(view: ClaimView, root: str) -> Markup:
    """Where a claim stands: its source's place on the data page, the place in the source, and the way there.

    Args:
        view: The claim.
        root: What leads from the page to the site's root.
    """
    before, after = _source(view.source_id, view.source_title, view.source_url, root)
    place = view.claim.locator
    return Markup(before + (f', <span class="place">{escape(place)}</span>' if place else "") + after)


@forgets
@lru_cache(maxsize=10_000)
def _source(source_id: str, title: str, url: str, root: str) -> tuple[str, str]:
    shown = escape(title)
    before = f'<a href="{escape(root)}data.html#source-{escape(anchor(source_id))}">{shown}</a>'
    after = f' <a class="out" href="{escape(url)}" rel="noopener nofollow" aria-label="{escape(gettext("Open the source:"))} {shown}">{escape(gettext("open"))} {away()}</a>'
    return before, after if url else ""


def claim_html(view: ClaimView, root: str, *, with_value: bool = True) -> Markup:
    """One claim: its value, its words, its source, and a link to itself."""
    key, claim = escape(view.id), view.claim
    parts = [f'<div class="claim {escape(view.state)}"', f' id="c-{key}">\n' if view.anchored else ">\n"]
    if with_value:
        parts.append(
            f'<p class="claim-value">{_tag(view.state)}<span dir="auto">{escape(view.value)}</span></p>\n'
        )
    if claim.as_written:
        parts.append(f'<blockquote dir="auto">{escape(claim.as_written)}</blockquote>\n')
    parts += ('<p class="claim-source">', source_html(view, root))
    if view.lead:
        link = Markup('<span dir="auto">{}</span>').format(link_html(view.lead))
        parts.append(f" · {say_html('reported from %(link)s', link=link)}")
    parts += (f" · {recorded(name.replace('_', ' '))}: {recorded(value)}" for name, value in view.qualifiers)
    parts += (f' <span class="tag flag">{recorded(flag)}</span>' for flag in claim.flags)
    parts.append(
        f' · <a class="claim-id" href="#c-{key}" title="{escape(gettext("Link to this claim"))}">#{escape(view.id[:8])}</a></p>\n</div>'
    )
    return Markup("".join(parts))


def sections_html(sections: Sequence[Section], root: str) -> Markup:
    """Every field under its heading, with the claim behind it at once and the others one click away."""
    parts: list[str] = []
    for section in sections:
        parts.append(f'<h3>{escape(section.heading)}</h3>\n<dl class="fields-list">\n')
        parts += (_field(one, root) for one in section.fields)
        parts.append("</dl>\n")
    return Markup("".join(parts))


def _field(one: FieldView, root: str) -> str:
    contested = f' <span class="tag rival">{escape(gettext("contested"))}</span>' if one.contested else ""
    parts = [
        f'<div class="field" id="f-{escape(anchor(one.name))}">\n<dt title="{escape(one.meaning)}">{escape(one.label)}{contested}</dt>\n',
        f'<dd class="value-side">\n<p class="value" dir="auto">{escape(one.value)}</p>\n',
    ]
    if one.corrected:
        parts.append(
            f'<p class="note"><strong>{escape(gettext("Corrected:"))}</strong> {recorded(one.corrected)}</p>\n'
        )
    if one.rule:
        parts.append(f'<p class="rule">{recorded(wording.sentence(one.rule))}</p>\n')
    parts.append("</dd>\n<dd>\n")
    parts += (claim_html(view, root, with_value=view.state != "chosen") for view in one.shown)
    if more := one.more:
        said = plural("%(count)s more claim", "%(count)s more claims", len(more))
        if one.rivals:
            said += ", " + plural("%(count)s rival", "%(count)s rivals", one.rivals)
        parts.append(f"<details><summary>{escape(said)}</summary>\n")
        parts += (claim_html(view, root) for view in more)
        parts.append("</details>\n")
    parts.append("</dd>\n</div>\n")
    return "".join(parts)
