"""The part of a model's page that lists every field with its claims, as HTML.

A page has about a hundred claims of a dozen pieces each: as a template this part took half of the build. Text of a
source is escaped piece by piece, as a template would; ids of claims are hashes, and states are words of this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape as escaped
from itertools import groupby

from markupsafe import Markup

from flopwatch.domain import FIELDS, Claim, Field
from flopwatch.hub.views import HEADINGS, ClaimView
from flopwatch.products import PROSE
from flopwatch.records import FieldValue, Record
from flopwatch.wording import (
    N_,
    anchor,
    away,
    cached_by_language,
    claim_value,
    field_value,
    gettext,
    link_html,
    plural,
    recorded,
    say_html,
    sentence,
    source_word,
    words_of,
)

_FIELDS = {field.name: field for field in FIELDS}
_PLACE = {field.name: place for place, field in enumerate(FIELDS)}
_TAGS = {
    "rival": ('<span class="tag rival">', N_("rival")),
    "aside": ('<span class="tag">', N_("not used")),
}


@cached_by_language(8)
def _tag(state: str) -> str:
    start, words = _TAGS.get(state, ("", ""))
    return f"{start}{escaped(gettext(words))}</span> " if start else ""


def _headings() -> dict[str, str]:
    """Return the heading above each field."""
    found, heading = {}, ""
    for field in FIELDS:
        heading = HEADINGS.get(field.name, heading)
        found[field.name] = heading
    return found


_HEADING = _headings()


def fields_html(
    record: Record, elsewhere: Mapping[str, Claim], sources: Mapping[str, tuple[str, str]], root: str
) -> Markup:
    """Return every field of the record in the order of `FIELDS`, with its parts and all claims, without prose.

    The claim behind a value is visible, the others are one click away. A claim that gives several fields (a developer
    gives the country) is shown under the first of them and linked from the others.

    Args:
        record: The model.
        elsewhere: Claims of other records that its values rest on, by id.
        sources: Title and safe address, or "", of each source that the claims cite, by id.
        root: Relative path from the page to the site's root.
    """
    said: dict[str, list[str]] = {}
    for key in sorted(record.claims):
        said.setdefault(record.claims[key].field, []).append(key)
    parts: dict[str, list[FieldValue]] = {}
    for name in sorted(record.fields):
        value = record.fields[name]
        parts.setdefault(value.field, []).append(value)
    claims = _Claims(record, elsewhere, sources, root)
    out: list[str] = []
    shown = sorted({*parts, *said} - PROSE, key=_PLACE.__getitem__)
    for heading, names in groupby(shown, _HEADING.__getitem__):
        out.append(f'<h3>{escaped(gettext(heading) if heading else "")}</h3>\n<dl class="fields-list">\n')
        for name in names:
            out += _field(_FIELDS[name], parts.get(name, []), said.get(name, []), claims)
        out.append("</dl>\n")
    return Markup("".join(out))


def _field(about: Field, values: list[FieldValue], said: list[str], claims: _Claims) -> Iterable[str]:
    """Yield one entry per part of a field; claims that no part uses are in the first."""
    used = {key for value in values for key in (*value.claims, *value.rivals)}
    aside = [(key, "aside") for key in said if key not in used]
    for value in values:
        # A field's value is already HTML.
        opening = _entry(value.name, words_of(value.name), gettext(about.meaning), value.contested)
        yield f"{opening}{field_value(value, about)}</p>\n"
        if value.corrected:
            yield f'<p class="note"><strong>{escaped(gettext("Corrected:"))}</strong> {recorded(value.corrected)}</p>\n'
        if value.rule:
            yield _rule(value.rule)
        yield claims.behind(
            [*((key, "chosen") for key in value.claims), *((key, "rival") for key in value.rivals), *aside]
        )
        aside = []
    if aside:
        why = recorded(claims.record.unknown.get(about.name, "no value chosen"))
        yield f"{_entry(about.name, words_of(about.name), gettext(about.meaning), False)}{why}</p>\n"
        yield claims.behind(aside)


@cached_by_language(10_000)
def _entry(name: str, label: str, meaning: str, contested: bool) -> str:
    tag = f' <span class="tag rival">{escaped(gettext("contested"))}</span>' if contested else ""
    return (
        f'<div class="field" id="f-{escaped(anchor(name))}">\n<dt '
        f'title="{escaped(meaning)}">{escaped(label)}{tag}</dt>\n'
        '<dd class="value-side">\n<p class="value" dir="auto">'
    )


@cached_by_language(10_000)
def _rule(rule: str) -> str:
    return f'<p class="rule">{recorded(sentence(rule))}</p>\n'


class _Claims:
    """The claims of one page, and those already written on it."""

    def __init__(
        self, record: Record, elsewhere: Mapping[str, Claim], sources: Mapping[str, tuple[str, str]], root: str
    ) -> None:
        self.record, self._elsewhere, self._sources, self._root = record, elsewhere, sources, root
        self._standing: set[str] = set()

    def _source_of(self, claim: Claim) -> tuple[str, str]:
        return self._sources.get(claim.source, (claim.source, ""))

    def behind(self, keyed: list[tuple[str, str]]) -> str:
        """Return the claims behind a value, each with its state: `chosen`, `rival` or `aside`."""
        own: list[str] = []
        above: list[str] = []
        rivals = 0
        for key, state in keyed:
            claim = self.record.claims.get(key) or self._elsewhere.get(key)
            if claim is None:
                continue
            if key in self._standing:
                title, _ = self._source_of(claim)
                above.append(f'{_tag(state)}<a href="#c-{key}">{escaped(title)}</a>')
                continue
            self._standing.add(key)
            own.append(self._claim(key, claim, state, with_value=bool(own) or state != "chosen"))
            rivals += state == "rival"
        parts = ["</dd>\n<dd>\n", *own[:1]]
        if len(own) > 1:
            said = plural("%(count)s more claim", "%(count)s more claims", len(own) - 1)
            if rivals:
                said += ", " + plural("%(count)s rival", "%(count)s rivals", rivals)
            parts.append(f"<details><summary>{escaped(said)}</summary>\n")
            parts += own[1:]
            parts.append("</details>\n")
        if above:
            parts.append(f'<p class="claim-source">{escaped(gettext(N_("Stated above:")))} {", ".join(above)}</p>\n')
        parts.append("</dd>\n</div>\n")
        return "".join(parts)

    def _claim(self, key: str, claim: Claim, state: str, *, with_value: bool) -> str:
        """Return one claim: its value, its words, its source, and a link to itself."""
        value = ""
        if with_value:
            value = f'<p class="claim-value">{_tag(state)}<span dir="auto">{claim_value(claim)}</span></p>\n'
        words = f'<blockquote dir="auto">{escaped(claim.as_written)}</blockquote>\n' if claim.as_written else ""
        also = ""
        if claim.reported_from:
            link = Markup('<span dir="auto">{}</span>').format(link_html(claim.reported_from))
            also = f" · {say_html('reported from %(link)s', link=link)}"
        for name, said in sorted(claim.qualifiers.items()):
            stated = f"{recorded(name.replace('_', ' '))}: {recorded(said)}"
            also += f" · {source_word(said) if name == 'confidence' else stated}"
        for flag in claim.flags:
            also += f' <span class="tag flag">{recorded(flag)}</span>'
        source = _where(claim, *self._source_of(claim), self._root)
        return (
            f'<div class="claim {state}" id="c-{key}">\n{value}{words}<p class="claim-source">{source}{also}'
            f' · <a class="claim-id" href="#c-{key}" title="{_link_words()}">#{key[:8]}</a></p>\n</div>'
        )


def source_html(view: ClaimView, root: str) -> Markup:
    """Return a claim's place: its source on the data page, the place in the source, and the link to it.

    Args:
        view: The claim.
        root: Relative path from the page to the site's root.
    """
    return Markup(_where(view.claim, view.source_title, view.source_url, root))


def _where(claim: Claim, title: str, url: str, root: str) -> str:
    before, after = _source(claim.source, title, url, root)
    return f'{before}, <span class="place">{escaped(claim.locator)}</span>{after}' if claim.locator else before + after


@cached_by_language(10_000)
def _source(source_id: str, title: str, url: str, root: str) -> tuple[str, str]:
    shown = escaped(title)
    before = f'<a href="{escaped(root)}data.html#source-{escaped(anchor(source_id))}">{shown}</a>'
    named = f'rel="noopener nofollow" aria-label="{escaped(gettext("Open the source:"))} {shown}"'
    after = f' <a class="out" href="{escaped(url)}" {named}>{escaped(gettext("open"))} {away()}</a>'
    return before, after if url else ""


@cached_by_language(1)
def _link_words() -> str:
    return escaped(gettext("Link to this claim"))
