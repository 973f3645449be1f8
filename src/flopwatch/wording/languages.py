"""Languages of the pages: their catalogues (.po files), and two pseudo-languages for testing."""

from __future__ import annotations

import gettext as standard
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwatch.domain import BadInput, WrongUsage

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PSEUDO, MIRRORED = "en-XA", "ar-XB"

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")

_ACCENTED = str.maketrans("ABCDEFGHIKLNOPRSTUWYZabcdefghiklnoprstuwyz", "ÅƁÇÐÉƑĜĤÎĶĻÑÖÞŔŠŢÛŴÝŽåƀçðéƒĝĥîķļñöþŕšţûŵýž")

# Placeholders, code, markup and entities of a message must not be translated.
_KEPT = re.compile(r"(<code>[^<>]{1,200}</code>|%\([a-z_0-9]{1,40}\)[sd]|%%|<[^<>]{1,200}>|&[a-z0-9#]{1,10};)")

_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?!\d)")


@dataclass(frozen=True, eq=False)
class Language:
    """A language of the pages: its tag, direction, messages by their English ones (a plural: by both forms) and plural
    rule, and the caches of words in it, which are freed with it.
    """

    tag: str
    direction: str
    messages: standard.NullTranslations
    rule: str = "n != 1"
    caches: dict[object, Callable[..., Any]] = field(default_factory=dict, repr=False)


class _Pseudo(standard.NullTranslations):
    """English with accents, a third longer, in brackets: plain words on a page are not marked for translation."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        words = "".join(part if index % 2 else part.translate(_ACCENTED) for index, part in enumerate(parts))
        return f"[{words}{' ·' * (len(words.split()) // 3)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class _Mirrored(_Pseudo):
    """The same, each word set from right to left by override: it is ordered among figures and names like Arabic or
    Hebrew.
    """

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(super().gettext(message))
        return "".join(
            part if index % 2 else _WORD.sub("\u200f\u202e\\g<0>\u202c", part) for index, part in enumerate(parts)
        )


class PoCatalogue(standard.NullTranslations):
    """The messages of a .po file; missing ones remain English."""

    def __init__(self, messages: Mapping[str, str], plurals: Mapping[str, tuple[str, ...]], rule: str) -> None:
        super().__init__()
        self._messages, self._plurals, self.rule = dict(messages), dict(plurals), rule
        self._form = standard.c2py(rule)

    def gettext(self, message: str) -> str:
        return self._messages.get(message) or message

    def forms(self, one: str) -> tuple[str, ...]:
        """Return the forms of a plural by its first one, in the order of the rule; () if any is missing."""
        found = self._plurals.get(one, ())
        return found if all(found) else ()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._plurals.get(msgid1)
        index = self._form(n)
        return forms[index] if forms and index < len(forms) and forms[index] else (msgid1 if n == 1 else msgid2)


ENGLISH = Language("en", "ltr", standard.NullTranslations())


def find_language(tag: str) -> Language:
    """Return the language of a tag, with its catalogue read."""
    if tag in ("", "en"):
        return ENGLISH
    if not _TAG.fullmatch(tag):
        raise WrongUsage(f"--locale {tag[:40]!r} is not a language tag. Write one such as de, pt-BR or {PSEUDO}.")
    direction = "rtl" if tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    if tag in (PSEUDO, MIRRORED):
        return Language(tag, direction, _Pseudo() if tag == PSEUDO else _Mirrored())
    folder = resources.files("flopwatch.wording") / "locales"
    file = folder / f"{tag}.po"
    if not file.is_file():
        known = sorted(one.name[:-3] for one in folder.iterdir() if one.name.endswith(".po"))
        raise WrongUsage(
            f"--locale {tag}: there is no {tag}.po in wording/locales. Known: {', '.join([*known, PSEUDO, MIRRORED])}. "
            "Copy flopwatch.pot to that name and translate it."
        )
    found = read_po(file.read_text(encoding="utf-8"), file.name)
    return Language(tag, direction, found, found.rule)


_LINE = re.compile(r'(?:(?:msgid|msgid_plural|msgstr|msgstr\[[0-5]\]) )?"(?:[^"\\]|\\.)*"')


def read_po(text: str, name: str = "a .po file") -> PoCatalogue:
    """Read the messages of a .po file; fuzzy ones are left out, as gettext does.

    A translation must have the placeholders of its message, no others, and no markup that the message lacks: a
    catalogue is outside text, and templates trust it.

    Raises:
        BadInput: Naming the line or the message.

    Example:
        >>> some = read_po('msgid "Data"\\nmsgstr "Daten"')
        >>> some.gettext("Data"), some.gettext("Models")
        ('Daten', 'Models')
    """
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    catalogue = _parsed(text, name)
    for one in catalogue:
        if not one.id or one.fuzzy:
            continue
        forms = _strings(one.string)
        message, *many = _strings(one.id)
        for form in forms:
            _same_pieces(many[0] if many else message, form, name, plural=bool(many))
        if many:
            plurals[message] = forms
        else:
            messages[message] = forms[0]
    rule = catalogue.plural_expr
    try:
        return PoCatalogue(messages, plurals, rule)
    except ValueError as error:
        raise BadInput(f"{name}: the plural rule {rule!r} cannot be read: {error}.") from error


class PoEntry(NamedTuple):
    """A message of a template of catalogues: its words, its plural or "", and the places it is used in."""

    message: str
    plural: str
    places: tuple[str, ...]


def po_entries(text: str, name: str) -> list[PoEntry]:
    """List the messages of a .po or .pot file with their places.

    Raises:
        BadInput: Naming the line.
    """
    found = []
    for one in _parsed(text, name):
        message, *many = _strings(one.id)
        if message:
            found.append(PoEntry(message, many[0] if many else "", tuple(place for place, _ in one.locations)))
    return found


def _strings(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return a message or a translation as its forms: one, or those of a plural."""
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def _parsed(text: str, name: str) -> Catalog:
    from babel.messages.pofile import PoFileError
    from babel.messages.pofile import read_po as parse

    # Babel cuts the first and the last character off whatever follows a keyword.
    for number, line in enumerate(text.splitlines(), start=1):
        if (line := line.strip()) and not line.startswith("#") and not _LINE.fullmatch(line[:20_000]):
            raise BadInput(f"{name}, line {number}: {line[:60]!r} is not a line of a catalogue.")
    try:
        return parse(io.BytesIO(text.encode()), abort_invalid=True)
    except PoFileError as error:
        line = f", line {error.lineno + 1}" if isinstance(error.lineno, int) else ""
        raise BadInput(f"{name}{line}: {str(error)[:200]}. Compare it with flopwatch.pot.") from error
    except ValueError as error:
        raise BadInput(f"{name}: it is not a catalogue of messages: {str(error)[:200]}.") from error


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
