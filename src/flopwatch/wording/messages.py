"""The pages' words in other languages: gettext messages, their catalogues, and two pseudo-languages that prove the way.

A page's words stand in its template (`_(…)`, `plural(…)`, `{% trans %}`), in its script (`gettext(…)`) or in this
room's code (`say(…)`, `plural(…)`). `docs/generate.py` gathers them into `locales/flopwatch.pot`. A translation is
`locales/<tag>.po` beside it; nothing need be compiled. `en-XA` (accented and a third longer) and `ar-XB` (right to
left) show what is not marked and what does not bear another direction; neither needs a catalogue.

What the rooms below say (receipts, rules, doubts, reasons) stays English, as it is quoted: `recorded` marks it on other
pages.
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
    """Marks a message without translating it."""
    return message


_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current_language() -> Language:
    """Return the language in which this thread (or task) writes pages."""
    return _current.get()


def cached_by_language(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache a function whose answers differ by language: the `maxsize` latest answers in each."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            caches = _current.get().caches
            cached = caches.get(function)
            if cached is None:  # two threads may both come here: one of two equal caches is kept
                cached = caches.setdefault(function, lru_cache(maxsize)(function))
            return cached(*args, **kwargs)  # type: ignore[no-any-return]

        return answer

    return decorate


def isolated(words: Markup) -> Markup:
    """A figure that keeps its order on a page that runs from right to left: `3.8 × 10²⁵` would become `10²⁵ × 3.8`."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(words) if _current.get().direction == "rtl" else words


def isolated_text(words: str) -> str:
    """The same where only plain text can stand, as in a drawing or a script's data: between the marks that isolate."""
    return f"\u2066{words}\u2069" if _current.get().direction == "rtl" else words


def away() -> str:
    """The arrow of a link that leads elsewhere."""
    return "↖" if _current.get().direction == "rtl" else "↗"


def apart(words: Markup) -> Markup:
    """Words that run in their own direction, whatever stands beside them."""
    return Markup("<bdi>{}</bdi>").format(words) if _current.get().direction == "rtl" else words


def recorded(words: str) -> Markup:
    """Words that are kept as they were recorded: on a page in another language they say that they are English, left to
    right.

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
    """The attributes of an element that holds such words; nothing on an English page."""
    return _NO_MARK if _current.get() is ENGLISH else _ENGLISH_MARK


def gettext(message: str) -> str:
    """The message in that language."""
    return _current.get().messages.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for a count in that language."""
    return _current.get().messages.ngettext(one, many, count)


def say(message: str, **values: object) -> str:
    """The message in that language, its `%(name)s` filled; `%%` stands for %.

    Example:
        >>> say("%(low)s to %(high)s", low=1, high=2)
        '1 to 2'
    """
    return gettext(message) % values


def say_html(message: str, **values: object) -> Markup:
    """The same as HTML: the message may hold markup (a catalogue can add none).

    Values that are no markup are escaped, and keep their own direction.
    """
    shown = {name: one if isinstance(one, Markup) else apart(escape(one)) for name, one in values.items()}
    return Markup(gettext(message)) % shown


def plural(one: str, many: str, count: int, **values: object) -> str:
    """The message for a count, which stands in it as `%(count)s`.

    Example:
        >>> plural("%(count)s model", "%(count)s models", 1), plural("%(count)s model", "%(count)s models", 1200)
        ('1 model', '1,200 models')
    """
    return _current.get().messages.ngettext(one, many, count) % {"count": f"{count:,}", **values}


@contextlib.contextmanager
def speaking(language: str | Language) -> Iterator[Language]:
    """Write pages in a language, or in that of a tag, until the block ends; "" is English.

    Only the thread (or task) that enters the block speaks it: others may write in other languages meanwhile.

    Raises:
        BadInput: If the tag is none.
        NotFound: If there is no catalogue of it, naming those there are.

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
