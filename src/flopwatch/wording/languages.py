"""Languages of the pages: their catalogues (.po files), and two pseudo-languages for testing."""

from __future__ import annotations

import ast
import gettext as standard
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from flopwatch.domain import BadInput, NotFound

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


def read_po(text: str, name: str = "a .po file") -> PoCatalogue:
    """Read the messages of a .po file.

    A translation must have the placeholders of its message, no others, and no markup that the message lacks: a
    catalogue is outside text, and templates trust it.

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
    for one in po_entries(text, name):
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
        return PoCatalogue(messages, plurals, rule)
    except ValueError as error:
        raise BadInput(f"{name}: the plural rule {rule!r} cannot be read: {error}.") from error


def po_entries(text: str, name: str) -> list[dict[str, str]]:
    """Return the entries of a .po file by their keywords, with their places under `#:`."""
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
        # The form was checked: one string in double quotes, for which Python and gettext have the same syntax.
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
