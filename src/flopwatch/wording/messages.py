"""The pages' words in other languages: gettext messages and their catalogues.

A page's words are in its template (`_(…)`, `plural(…)`, `{% trans %}`), in its script (`gettext(…)`) or in this room's
code (`say(…)`, `plural(…)`). `docs/generate.py` collects them into `locales/flopwatch.pot`. A translation is
`locales/<tag>.po` in the same folder; no compilation is needed. Two pseudo-languages need no catalogue: `en-XA`
(accented and a third longer) and `ar-XB` (right to left) show unmarked words and layouts that fail from right to left.

The words of the rooms below (receipts, rules, doubts, reasons) remain English, because people quote them; `recorded`
marks them on other pages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from markupsafe import Markup, escape

from flopwatch.wording.languages import ENGLISH, Language, find_language

P = ParamSpec("P")
T = TypeVar("T")


def N_(message: str) -> str:
    """Mark a message without translating it."""
    return message


_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current_language() -> Language:
    """Return the language in which this thread (or task) writes pages."""
    return _current.get()


def cached_by_language(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache a function whose results differ by language: the latest `maxsize` results in each."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            caches = _current.get().caches
            cached = caches.get(function)
            if cached is None:  # two threads may both get here: one of two equal caches is kept
                cached = caches.setdefault(function, lru_cache(maxsize)(function))
            return cached(*args, **kwargs)  # type: ignore[no-any-return]

        return answer

    return decorate


def isolated(words: Markup) -> Markup:
    """Keep the order of a figure on a right-to-left page: `3.8 × 10²⁵` would become `10²⁵ × 3.8`."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(words) if _current.get().direction == "rtl" else words


def isolated_text(words: str) -> str:
    """Do the same in plain text, as in a drawing or a script's data, with Unicode isolation marks."""
    return f"\u2066{words}\u2069" if _current.get().direction == "rtl" else words


def away() -> str:
    """Return the arrow of a link to another site."""
    return "↖" if _current.get().direction == "rtl" else "↗"


def own_direction(words: Markup) -> Markup:
    """Keep the direction of words independent of the text around them."""
    return Markup("<bdi>{}</bdi>").format(words) if _current.get().direction == "rtl" else words


def recorded(words: str) -> Markup:
    """Return words as recorded; on a page in another language marked as English, left to right.

    Example:
        >>> recorded("the only statement")
        Markup('the only statement')
        >>> with speaking("ar-XB"):
        ...     print(recorded("needs tokens & time"))
        <span lang="en" dir="ltr">needs tokens &amp; time</span>
    """
    kept = escape(words)
    return kept if _current.get() is ENGLISH or not kept else Markup("<span{}>{}</span>").format(as_recorded(), kept)


_NO_MARK, _ENGLISH_MARK = Markup(""), Markup(' lang="en" dir="ltr"')


def as_recorded() -> Markup:
    """Return the attributes of an element with such words; "" on an English page."""
    return _NO_MARK if _current.get() is ENGLISH else _ENGLISH_MARK


def gettext(message: str) -> str:
    """Return the message in the current language."""
    return _current.get().messages.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for a count in the current language."""
    return _current.get().messages.ngettext(one, many, count)


def say(message: str, **values: object) -> str:
    """Return the message in the current language, its `%(name)s` filled; `%%` gives %.

    Example:
        >>> say("%(low)s to %(high)s", low=1, high=2)
        '1 to 2'
    """
    return gettext(message) % values


def say_html(message: str, **values: object) -> Markup:
    """Do the same as HTML: the message may contain markup (a catalogue cannot add any).

    Values that are not markup are escaped, and keep their own direction.
    """
    shown = {name: one if isinstance(one, Markup) else own_direction(escape(one)) for name, one in values.items()}
    return Markup(gettext(message)) % shown


def plural(one: str, many: str, count: int, **values: object) -> str:
    """Return the message for a count, which it contains as `%(count)s`.

    Example:
        >>> plural("%(count)s model", "%(count)s models", 1), plural("%(count)s model", "%(count)s models", 1200)
        ('1 model', '1,200 models')
    """
    return _current.get().messages.ngettext(one, many, count) % {"count": f"{count:,}", **values}


@contextlib.contextmanager
def speaking(language: str | Language) -> Iterator[Language]:
    """Write pages in a language, or in that of a tag, until the block ends; "" is English.

    Only the thread (or task) that enters the block is affected: others may write in other languages meanwhile.

    Raises:
        BadInput: If the tag is not valid.
        NotFound: If it has no catalogue, naming the known ones.

    Example:
        >>> with speaking("ar-XB") as one:
        ...     one.direction, gettext("Data")
        ('rtl', '[\u200f\u202eÐåţå\u202c]')
        >>> gettext("Data")
        'Data'
    """
    spoken = find_language(language) if isinstance(language, str) else language
    before = _current.set(spoken)
    try:
        yield spoken
    finally:
        _current.reset(before)
