"""The pages' words in other languages: gettext messages, their catalogues, and two pseudo-languages that prove the way.

A page's words stand in its template (`_(…)`, `plural(…)`, `{% trans %}`), in its script (`gettext(…)`) or in this room's code (`say(…)`,
`plural(…)`). `docs/generate.py` gathers them into `locales/flopwatch.pot`. A translation is `locales/<tag>.po` beside it; nothing need
be compiled. `en-XA` (accented and a third longer) and `ar-XB` (right to left) show what is not marked and what does not bear another
direction; neither needs a catalogue.

What the rooms below say (receipts, rules, doubts, reasons) stays English, as it is quoted: `recorded` marks it on other pages.
"""

from __future__ import annotations

import ast
import contextlib
import gettext as standard
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from jinja2.ext import Extension
from markupsafe import Markup, escape

from flopwatch.domain import BadInput, NotFound

F = TypeVar("F")
PSEUDO, MIRRORED = "en-XA", "ar-XB"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_ACCENTED = str.maketrans(
    "ABCDEFGHIKLNOPRSTUWYZabcdefghiklnoprstuwyz", "ÅƁÇÐÉƑĜĤÎĶĻÑÖÞŔŠŢÛŴÝŽåƀçðéƒĝĥîķļñöþŕšţûŵýž"
)
# Placeholders, code, markup and entities of a message stay as they are.
_KEPT = re.compile(
    r"(<code>[^<>]{1,200}</code>|%\([a-z_0-9]{1,40}\)[sd]|%%|<[^<>]{1,200}>|&[a-z0-9#]{1,10};)"
)


_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?!\d)")
_PLAIN_MESSAGE = re.compile(r"""\{\{ _\(("[^"\\{}\n]{1,2000}")\) \}\}""")


@dataclass(frozen=True)
class Language:
    """A language of the pages: its tag, its direction, its messages by their English ones (a plural: by both forms), its plural rule."""

    tag: str
    direction: str
    messages: standard.NullTranslations
    rule: str = "n != 1"


class _Pseudo(standard.NullTranslations):
    """English with accents, a third longer, in brackets: what stays plain on a page is not marked."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        words = "".join(part if index % 2 else part.translate(_ACCENTED) for index, part in enumerate(parts))
        return f"[{words}{' ·' * (len(words.split()) // 3)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class _Mirrored(_Pseudo):
    """The same, each word set from right to left by override: it orders itself among figures and names as Arabic or Hebrew would."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(super().gettext(message))
        return "".join(
            part if index % 2 else _WORD.sub("\u200f\u202e\\g<0>\u202c", part)
            for index, part in enumerate(parts)
        )


class _Catalogue(standard.NullTranslations):
    """The messages of a .po file; what it lacks stays English."""

    def __init__(
        self, messages: Mapping[str, str], plurals: Mapping[str, tuple[str, ...]], rule: str
    ) -> None:
        super().__init__()
        self._messages, self._plurals, self.rule = dict(messages), dict(plurals), rule
        self._form = standard.c2py(rule)

    def gettext(self, message: str) -> str:
        return self._messages.get(message) or message

    def forms(self, one: str) -> tuple[str, ...]:
        """The forms of a plural by its first one, as the rule counts them; () where they are not all there."""
        found = self._plurals.get(one, ())
        return found if all(found) else ()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._plurals.get(msgid1)
        index = self._form(n)
        return (
            forms[index] if forms and index < len(forms) and forms[index] else (msgid1 if n == 1 else msgid2)
        )


def N_(message: str) -> str:
    """Marks a message without translating it."""
    return message


_forget: list[Callable[[], None]] = []


def forgets(function: F) -> F:
    """Marks a cached function whose answers differ by language: they are forgotten where the language changes."""
    _forget.append(function.cache_clear)  # type: ignore[attr-defined]
    return function


def isolated(words: Markup) -> Markup:
    """A figure that keeps its order on a page that runs from right to left: `3.8 × 10²⁵` would become `10²⁵ × 3.8`."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(words) if _current.direction == "rtl" else words


def isolated_text(words: str) -> str:
    """The same where only plain text can stand, as in a drawing or a script's data: between the marks that isolate."""
    return f"\u2066{words}\u2069" if _current.direction == "rtl" else words


def away() -> str:
    """The arrow of a link that leads elsewhere."""
    return "↖" if _current.direction == "rtl" else "↗"


def apart(words: Markup) -> Markup:
    """Words that run in their own direction, whatever stands beside them."""
    return Markup("<bdi>{}</bdi>").format(words) if _current.direction == "rtl" else words


def recorded(words: str) -> Markup:
    """Words that are kept as they were recorded: on a page in another language they say that they are English, left to right.

    Example:
        >>> recorded("the only statement")
        Markup('the only statement')
        >>> with speaking("ar-XB"):
        ...     print(recorded("needs tokens & time"))
        <span lang="en" dir="ltr">needs tokens &amp; time</span>
    """
    kept = escape(words)
    return (
        kept if _current is _ENGLISH or not kept else Markup("<span{}>{}</span>").format(as_recorded(), kept)
    )


_NO_MARK, _ENGLISH_MARK = Markup(""), Markup(' lang="en" dir="ltr"')


def as_recorded() -> Markup:
    """The attributes of an element that holds such words; nothing on an English page."""
    return _NO_MARK if _current is _ENGLISH else _ENGLISH_MARK


_ENGLISH = Language("en", "ltr", standard.NullTranslations())
_current = _ENGLISH


def language() -> Language:
    """The language that pages are being written in."""
    return _current


def gettext(message: str) -> str:
    """The message in that language."""
    return _current.messages.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for a count in that language."""
    return _current.messages.ngettext(one, many, count)


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
    return _current.messages.ngettext(one, many, count) % {"count": f"{count:,}", **values}


# Where the messages stand that a script asks for by words of its data: a country's name, an axis.
_ASKED_FOR = {
    "assets/explore.js": (
        "groups",
        "classes",
        "explorer.py",
        "vocabulary/country",
        "vocabulary/access",
        "vocabulary/organization_category",
    ),
}


@cache
def _script_messages() -> dict[str, tuple[tuple[str, str], ...]]:
    """The messages of each script, and of each table, as the catalogue's template names their places: (message, its plural or "")."""
    file = resources.files("flopwatch.wording") / "locales" / "flopwatch.pot"
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in _entries(file.read_text(encoding="utf-8"), file.name):
        for place in entry.get("#:", "").split():
            found.setdefault(place, []).append((entry["msgid"], entry.get("msgid_plural", "")))
    return {place: tuple(some) for place, some in found.items()}


def script_words(scripts: Iterable[str]) -> Markup:
    """What a page carries for its scripts: the messages of those scripts in its language, as a block of data; nothing in English.

    A block of this type is no script: the pages' policy need not allow it. `assets/words.js` reads it.

    Args:
        scripts: Their addresses from the site's root; those without messages count for nothing.
    """
    if _current is _ENGLISH:
        return Markup("")
    said: dict[str, Any] = {}
    places = [place for name in scripts for place in (name, *_ASKED_FOR.get(name, ()))]
    for one, many in sorted({pair for place in places for pair in _script_messages().get(place, ())}):
        if many:
            forms = _forms(one, many)
            if forms:
                said[one] = forms
        elif (words := gettext(one)) != one:
            said[one] = words
    text = json.dumps({"plural": _current.rule, "messages": said}, ensure_ascii=False, separators=(",", ":"))
    # Inside such a block only `<` could end it.
    return Markup('<script type="application/json" id="words">{}</script>\n').format(
        Markup(text.replace("<", "\\u003c"))
    )


def _forms(one: str, many: str) -> list[str]:
    known = _current.messages
    if isinstance(known, _Catalogue):
        return list(known.forms(one))
    return [known.ngettext(one, many, 1), known.ngettext(one, many, 2)]


@contextlib.contextmanager
def speaking(tag: str) -> Iterator[Language]:
    """Write pages in a language until the block ends; "" is English.

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
    global _current  # noqa: PLW0603  one build writes one language; templates ask for it at every message
    before = _current
    _current = find_language(tag)
    _forget_all()
    try:
        yield _current
    finally:
        _current = before
        _forget_all()


def _forget_all() -> None:
    for forget in _forget:
        forget()


class SetMessages(Extension):
    """Puts a message that takes no arguments in place when its template is compiled, not each time that a page asks for it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with `{{ _("…") }}` replaced by the words in the language being written, escaped."""
        return _PLAIN_MESSAGE.sub(self._words, source)

    @staticmethod
    def _words(found: re.Match[str]) -> str:
        words = gettext(ast.literal_eval(found[1])).replace("%%", "%")
        return found[0] if "{" in words else str(escape(words))


def find_language(tag: str) -> Language:
    """The language of a tag, with its catalogue read."""
    if tag in ("", "en"):
        return _ENGLISH
    if not _TAG.fullmatch(tag):
        raise BadInput(f"--locale {tag[:40]!r} is no language tag. Write one such as de, pt-BR or {PSEUDO}.")
    direction = "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    if tag in (PSEUDO, MIRRORED):
        return Language(tag, direction, _Pseudo() if tag == PSEUDO else _Mirrored())
    folder = resources.files("flopwatch.wording") / "locales"
    file = folder / f"{tag}.po"
    if not file.is_file():
        known = sorted(one.name[:-3] for one in folder.iterdir() if one.name.endswith(".po"))
        raise NotFound(
            f"--locale {tag}: there is no {tag}.po in wording/locales. Known: {', '.join([*known, PSEUDO, MIRRORED])}. "
            "Copy flopwatch.pot to that name and translate it."
        )
    found = read_po(file.read_text(encoding="utf-8"), file.name)
    return Language(tag, direction, found, found.rule)


_PLURAL_RULE = re.compile(r"plural=([^;]{1,300})")
_LINE = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[([0-5])\])? ?("(?:[^"\\]|\\.)*")')


def read_po(text: str, name: str = "a .po file") -> _Catalogue:
    """The messages of a .po file.

    A translation must carry the placeholders of its message, no others, and no markup that the message lacks: a catalogue is
    outside text, and a template trusts it.

    Raises:
        BadInput: Naming the line.

    Example:
        >>> some = read_po('msgid "Data"\\nmsgstr "Daten"')
        >>> some.gettext("Data"), some.gettext("Models")
        ('Daten', 'Models')
    """
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    rule = "n != 1"
    for one in _entries(text, name):
        message = one["msgid"]
        if message == "":
            header = _PLURAL_RULE.search(one.get("msgstr", ""))
            rule = header[1].strip() if header else rule
        elif "msgid_plural" in one:
            forms = tuple(one[form] for form in sorted(one) if form.startswith("msgstr["))
            for form in forms:
                _same_pieces(one["msgid_plural"], form, name, plural=True)
            plurals[message] = forms
        else:
            _same_pieces(message, one.get("msgstr", ""), name)
            messages[message] = one.get("msgstr", "")
    try:
        return _Catalogue(messages, plurals, rule)
    except ValueError as error:
        raise BadInput(f"{name}: the plural rule {rule!r} cannot be read: {error}.") from error


def _entries(text: str, name: str) -> list[dict[str, str]]:
    """The entries of a .po file by their keywords, with their places under `#:`."""
    entries: list[dict[str, str]] = []
    key, places = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith("#: "):
            places += line[2:]
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line) if len(line) < 20_000 else None
        if found is None:
            raise BadInput(f"{name}, line {number}: {line[:60]!r} is no line of a catalogue.")
        words = _unquoted(found[3], name, number)
        if found[1]:
            key = found[1]
            if key == "msgid":
                entries.append({"#:": places})
                places = ""
            elif not entries:
                raise BadInput(f"{name}, line {number}: {key} before the first msgid.")
            entries[-1][key] = words
        elif key:
            entries[-1][key] += words
        else:
            raise BadInput(f"{name}, line {number}: words before the first msgid.")
    return entries


def _unquoted(literal: str, name: str, number: int) -> str:
    try:
        # The shape was checked: one string in double quotes, which Python reads as gettext writes it.
        words = ast.literal_eval(literal)
    except (ValueError, SyntaxError) as error:
        raise BadInput(f"{name}, line {number}: {literal[:60]!r} is no string.") from error
    return str(words)


def _same_pieces(message: str, translated: str, name: str, *, plural: bool = False) -> None:
    if not translated:
        return
    wanted, found = sorted(_KEPT.findall(message)), sorted(_KEPT.findall(translated))
    missing = [] if plural else [one for one in wanted if one not in found]
    if missing or [one for one in found if one not in wanted] or ("<" in translated) > ("<" in message):
        raise BadInput(
            f"{name}: the translation of {message[:80]!r} must carry {', '.join(wanted) or 'no placeholder or markup'} "
            f"and nothing else of the kind; it has {', '.join(found) or 'none'}."
        )
