"""The folder of the hub: pages from templates, with relative links only and nothing loaded from other sites."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from flopwatch.bundled_data import code_sha256
from flopwatch.catalogue import LEAST_LISTED, RUN_DAYS, UNLISTED
from flopwatch.census import Census
from flopwatch.discovery import Completeness, completeness
from flopwatch.domain import RememberPart, exact, forget_part
from flopwatch.hub.navigation import Door, door_of, menu, menu_page
from flopwatch.hub.parts.claims import fields_html, source_html
from flopwatch.hub.parts.scripts import card_scripts, explorer_scripts
from flopwatch.hub.parts.workings import (
    bill_html,
    crossings_html,
    forest_html,
    history_html,
    methods_html,
)
from flopwatch.hub.script_messages import SetMessages, script_words
from flopwatch.hub.views import claim_view, conflict_value
from flopwatch.products import GROUPS
from flopwatch.releases import Releases, path_at_release, values_of
from flopwatch.wording import (
    CLASS_LABELS,
    amount_html,
    amount_plain,
    amount_text,
    anchor,
    as_recorded,
    away,
    bibtex,
    bytes_words,
    cached_by_language,
    class_label,
    count_words,
    current_language,
    date_recorded,
    date_words,
    gettext,
    link_html,
    meaning_words,
    method_label,
    model_path,
    ngettext,
    percent,
    place_path,
    plural,
    probability_html,
    recorded,
    scientific,
    sentence,
    short,
    source_word,
    threshold_html,
    threshold_label,
    times,
    web_link,
    words_of,
)

# The pages' content policy: their own files, images also from data: addresses. No inline script or style, no eval.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"
)
# Filters: the names that a template uses after `|`.
_FILTERS: dict[str, Callable[..., Any]] = {
    "amount": amount_html,
    "amount_text": amount_text,
    "amount_plain": amount_plain,
    "count": count_words,
    "times": times,
    "probability": probability_html,
    "date": date_words,
    "date_recorded": date_recorded,
    "meaning": meaning_words,
    "size": bytes_words,
    "words": words_of,
    "method": method_label,
    "link": link_html,
    "anchor": anchor,
    "weblink": web_link,
    "threshold": threshold_html,
    "scientific": scientific,
    "short": short,
    "sentence": sentence,
    "threshold_label": threshold_label,
    "percent": percent,
    "bibtex": bibtex,
}


def _compiled_templates(tag: str) -> FileSystemBytecodeCache | None:
    """Return the cache of compiled templates, next to Python's own compiled modules; None if it is not writable."""
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder), f"template-{tag}-%s.jinja")


@functools.cache
def _environment_in(tag: str) -> Environment:
    """Return the templates of one language: one environment each, because messages are inserted at compile time."""
    made = Environment(
        loader=PackageLoader("flopwatch.hub"),
        # Compiling takes a quarter of a second; a changed template has another hash and is compiled again.
        bytecode_cache=_compiled_templates(tag),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", SetMessages],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_FILTERS)
    made.globals.update(
        policy=Markup(CONTENT_POLICY),
        class_labels=CLASS_LABELS,
        label_of_class=class_label,
        groups=GROUPS,
        plural=plural,
        scripts_html=scripts_html,
        card_scripts=card_scripts,
        explorer_scripts=explorer_scripts,
        recorded=recorded,
        source_word=source_word,
        away=away,
        as_recorded=as_recorded,
        fields_html=fields_html,
        source_html=source_html,
        methods_html=methods_html,
        forest_html=forest_html,
        bill_html=bill_html,
        history_html=history_html,
        crossings_html=crossings_html,
        model_path=model_path,
        place_path=place_path,
        path_at_release=path_at_release,
        exact=exact,
        unlisted=UNLISTED.median,
        least_listed=LEAST_LISTED,
        run_days=RUN_DAYS,
    )
    return made


def scripts_html(scripts: Sequence[str], root: str) -> Markup:
    """Return a page's scripts, and their messages in the language of the page.

    Args:
        scripts: Their addresses from the site's root, without those that every page has.
        root: Relative path from the page to the site's root.
    """
    return _scripts(tuple(scripts), root)


@cached_by_language(256)
def _scripts(scripts: tuple[str, ...], root: str) -> Markup:
    one = Markup('<script src="{}{}" defer></script>')
    files = ("assets/words.js", *scripts)
    return script_words(["assets/theme.js", *files]) + Markup("\n").join(one.format(root, file) for file in files)


_SLOT = re.compile("\0([a-z_]{1,20})\0")  # the place of words that differ between builds of the same data


def _markup_as_text(value: object) -> str:
    if isinstance(value, Markup):
        return str.__str__(value)
    raise TypeError(f"a {type(value).__name__} is no data: a page cannot be kept under the digest of it")


@functools.cache
def _code() -> str:
    """Return all that a page follows from besides its data."""
    return " ".join((code_sha256(), version("jinja2"), version("markupsafe")))


class Site:
    """The folder being written, and the context common to all pages."""

    def __init__(
        self,
        census: Census,
        folder: Path,
        base_url: str,
        writer: Executor | None = None,
        releases: Releases | None = None,
        remember: RememberPart = forget_part,
        *,
        pictures: bool = False,
    ) -> None:
        self.folder = folder
        self.pictures = pictures
        self._remember = remember
        self.releases = releases or Releases((), values_of(census))
        self._writer = writer
        self._written: list[Future[int]] = []
        self.base_url = base_url.rstrip("/")
        self._made: set[str] = set()
        self.paths: list[str] = []  # of the pages written so far
        language = current_language()
        self._templates = _environment_in(language.tag)
        # Pages whose template has the same name: those that a build writes.
        pages = self._templates.list_templates(extensions=["html"])
        self._pages = frozenset(name for name in pages if not name.startswith("_"))
        self.common: dict[str, Any] = {
            "census": census,
            "as_of": census.as_of.isoformat(),
            "name_of": lambda record_id: census.records[record_id].name if record_id in census.records else record_id,
            "is_model": lambda i: i in census.records and census.records[i].kind == "model",
            "claim": lambda claim_id: claim_view(census, claim_id, census.claims[claim_id]),
            "conflict_value": lambda value, claims: conflict_value(census, value, claims),
            "source_of": lambda source_id: census.sources.get(source_id),
            "language": language,
            "releases": self.releases,
            "completeness": lambda: self.completeness,
            "title_of": lambda i: census.catalogue.sources[i].title if i in census.catalogue.sources else i,
            "base_address": f"{self.base_url}/" if self.base_url else "",
        }
        as_of = self.common["as_of"]
        self._slots: dict[str, str] = {"as_of": as_of, "year_of_view": as_of[:4], "date_of_view": date_recorded(as_of)}
        self._census = census
        self._chrome: dict[tuple[str, str], tuple[Markup, Markup]] = {}

    @functools.cached_property
    def completeness(self) -> Completeness:
        """The share of large models that the census has, for every page that counts them."""
        return completeness(self._census)

    @functools.cached_property
    def doors(self) -> list[Door]:
        """The doors of the menu, with the pages that a build writes."""
        return menu(self._pages)

    def chrome(self, root: str, here: str) -> tuple[Markup, Markup]:
        """Return the menu and the footer; rendered once for all pages of one depth that are not in the menu."""
        key = (root, here if here in self._pages else here.split("/")[0] if "/" in here else "")
        if key not in self._chrome:
            page = menu_page(key[1])
            place = {"here": key[1], "page": page, "door": door_of(self.doors, page)}
            chrome = self.module("_chrome.html", root=root, menu=self.doors, **place)
            self._chrome[key] = (chrome.top(), chrome.foot())
        return self._chrome[key]

    def render(self, template: str, **context: Any) -> str:
        """Render a template with the common context."""
        return self._templates.get_template(template).render(self.common, **context)

    def module(self, template: str, **context: Any) -> Any:
        """Return a template's macros, for pieces that several pages show."""
        return self._templates.get_template(template).make_module({**self.common, **context})

    def page(self, path: str, template: str, **context: Any) -> None:
        """Render one page; `root` is the relative path from it to the site's root."""
        place = self._place(path)
        top, foot = self.chrome(place["root"], path)
        self._write(path, self.render(template, **place, top=top, foot=foot, **context))

    def page_at_root(self, path: str, template: str, **context: Any) -> None:
        """Render one page whose links begin at the site's root, for whatever address it is shown at."""
        root = f"{self.base_url}/"
        top, foot = self.chrome(root, path)
        place = {"root": root, "here": path, "address": ""}
        self._write(path, self.render(template, **place, top=top, foot=foot, **context))

    def page_of_data(self, path: str, template: str, context: Mapping[str, Any]) -> None:
        """Render one page from `context` alone, without the common context; it is cached under the digest of that.

        Menu, footer and the date of the view are put in afterwards, so that a later date leaves cached pages valid.

        Args:
            path: As for `page`.
            template: As for `page`.
            context: Data; a function in it raises `TypeError`, because nothing can be known of its results.
        """
        place = self._place(path)
        seen = {
            **context,
            **place,
            "language": self.common["language"].tag,
            "base_address": self.common["base_address"],
        }
        kinds = repr([type(one).__name__ for one in seen.values()]).encode()

        def make() -> bytes:
            slots = {name: Markup(f"\0{name}\0") for name in (*self._slots, "top", "foot")}
            return self._templates.get_template(template).render(seen, **slots, language=language).encode()

        language = self.common["language"]
        top, foot = self.chrome(place["root"], path)
        filled = {**self._slots, "top": top, "foot": foot}
        html = self.kept(template, kinds + msgspec.msgpack.encode(seen, enc_hook=_markup_as_text), make).decode()
        self._write(path, _SLOT.sub(lambda slot: filled[slot[1]], html))

    def kept(self, name: str, data: bytes, make: Callable[[], bytes], remember: RememberPart | None = None) -> bytes:
        """Return what an earlier build made from the same data by the same code, or make it.

        Args:
            name: What is made, such as a template's name.
            data: All that it is made from, as bytes.
            make: Makes it.
            remember: Where it is kept; with the pages if None.
        """
        key = hashlib.sha256(f"{_code()}\n{name}\n".encode())
        key.update(data)
        return (remember or self._remember)(key.hexdigest(), make)

    def _place(self, path: str) -> dict[str, str]:
        address = f"{self.base_url}/{path}" if self.base_url else ""
        return {"root": "../" * path.count("/"), "here": path, "address": address}

    def _write(self, path: str, html: str) -> None:
        self.paths.append(path)
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        write = (self.folder / path).write_bytes
        # Opening files takes a tenth of the build and releases the interpreter lock: it runs while pages are made.
        if self._writer:
            self._written.append(self._writer.submit(write, html.encode()))
        else:
            write(html.encode())

    def finish(self) -> None:
        """Wait until every page is written.

        Raises:
            OSError: If a page could not be written.
        """
        for one in self._written:
            one.result()
