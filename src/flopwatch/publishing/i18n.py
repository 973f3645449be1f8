"""The pages' words in other languages: gettext messages, their catalogues, and two pseudo-languages that prove the way.

A page's words stand in its template, marked with `_(…)` or `{% trans %}`. `docs/generate.py` gathers them into `locales/flopwatch.pot`.
A translation is `locales/<tag>.po` beside it; nothing need be compiled. `en-XA` (accented and a third longer) and `ar-XB` (right to
left) show what is not marked and what does not bear another direction; neither needs a catalogue.
"""

from __future__ import annotations

import ast
import contextlib
import gettext as standard
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TypeVar

from jinja2 import Environment, PackageLoader
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
# Placeholders, markup and entities of a message stay as they are.
_KEPT = re.compile(r"(%\([a-z_0-9]{1,40}\)[sd]|%%|<[^<>]{1,200}>|&[a-z0-9#]{1,10};)")


_PLAIN_MESSAGE = re.compile(r"""\{\{ _\(("[^"\\{}\n]{1,2000}")\) \}\}""")


@dataclass(frozen=True)
class Language:
    """A language of the pages: its tag, its direction, and its messages by their English ones (a plural: by both forms)."""

    tag: str
    direction: str
    messages: standard.NullTranslations


class _Pseudo(standard.NullTranslations):
    """English with accents, a third longer, in brackets: what stays plain on a page is not marked."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        words = "".join(part if index % 2 else part.translate(_ACCENTED) for index, part in enumerate(parts))
        return f"[{words}{' ·' * (len(words.split()) // 3)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class _Catalogue(standard.NullTranslations):
    """The messages of a .po file; what it lacks stays English."""

    def __init__(
        self, messages: Mapping[str, str], plurals: Mapping[str, tuple[str, ...]], rule: str
    ) -> None:
        super().__init__()
        self._messages, self._plurals = dict(messages), dict(plurals)
        self._form = standard.c2py(rule)

    def gettext(self, message: str) -> str:
        return self._messages.get(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._plurals.get(msgid1)
        index = self._form(n)
        return (
            forms[index] if forms and index < len(forms) and forms[index] else (msgid1 if n == 1 else msgid2)
        )


_forget: list[Callable[[], None]] = []


def forgets(function: F) -> F:
    """Marks a cached function whose answers differ by language: they are forgotten where the language changes."""
    _forget.append(function.cache_clear)  # type: ignore[attr-defined]
    return function


def isolated(words: Markup) -> Markup:
    """A figure that keeps its order on a page that runs from right to left: `3.8 × 10²⁵` would become `10²⁵ × 3.8`."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(words) if _current.direction == "rtl" else words


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


@contextlib.contextmanager
def speaking(tag: str) -> Iterator[Language]:
    """Write pages in a language until the block ends; "" is English.

    Raises:
        BadInput: If the tag is none.
        NotFound: If there is no catalogue of it, naming those there are.

    Example:
        >>> with speaking("ar-XB") as one:
        ...     one.direction, gettext("Data")
        ('rtl', '[Ðåţå]')
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
        return Language(tag, direction, _Pseudo())
    folder = resources.files("flopwatch.publishing") / "locales"
    file = folder / f"{tag}.po"
    if not file.is_file():
        known = sorted(one.name[:-3] for one in folder.iterdir() if one.name.endswith(".po"))
        raise NotFound(
            f"--locale {tag}: there is no {tag}.po in publishing/locales. Known: {', '.join([*known, PSEUDO, MIRRORED])}. "
            "Copy flopwatch.pot to that name and translate it."
        )
    return Language(tag, direction, read_po(file.read_text(encoding="utf-8"), file.name))


_PLURAL_RULE = re.compile(r"plural=([^;]{1,300})")
_LINE = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[([0-5])\])? ?("(?:[^"\\]|\\.)*")')


def read_po(text: str, name: str = "a .po file") -> standard.NullTranslations:
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
    entries: list[dict[str, str]] = [{}]
    key = ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line) if len(line) < 20_000 else None
        if found is None:
            raise BadInput(f"{name}, line {number}: {line[:60]!r} is no line of a catalogue.")
        words = _unquoted(found[3], name, number)
        if found[1]:
            key = found[1]
            if key == "msgid":
                entries.append({})
            entries[-1][key] = words
        elif key:
            entries[-1][key] += words
        else:
            raise BadInput(f"{name}, line {number}: words before the first msgid.")
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    rule = "n != 1"
    for one in entries[1:]:
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


def messages() -> dict[tuple[str, str], list[str]]:
    """Every message of the pages, a plural with its second form, with the files it stands in.

    They stand in templates (`_(…)`, `{% trans %}`), in this room's code (`N_(…)`, `gettext(…)`), and in the tables whose words are
    headings: fields, classes, methods, groups.
    """
    from flopwatch.domain import FIELDS
    from flopwatch.publishing.palette import GROUPS
    from flopwatch.publishing.views import CLASS_LABELS, HEADINGS, METHOD_LABELS, words_of

    out: dict[tuple[str, str], list[str]] = {}
    jinja = Environment(
        loader=PackageLoader("flopwatch.publishing"),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    for name in sorted(jinja.list_templates(extensions=["html", "svg"])):
        assert jinja.loader is not None
        source, _, _ = jinja.loader.get_source(jinja, name)
        for _, _, words in jinja.extract_translations(source):  # type: ignore[attr-defined]
            # A message that is only known when the page is written stands in one of the tables below.
            one, many = (words, "") if isinstance(words, str) else (words or ("", ""))[:2]
            if one:
                out.setdefault((one, many or ""), []).append(f"templates/{name}")
    folder = resources.files("flopwatch.publishing")
    for file in sorted(
        (one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name
    ):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in ("N_", "gettext") and isinstance(node.args[0].value, str):
                    out.setdefault((node.args[0].value, ""), []).append(file.name)
    tables = {
        "fields": [words_of(one.name) for one in FIELDS], "classes": CLASS_LABELS.values(), "methods": METHOD_LABELS.values(),
        "groups": [one.label for one in GROUPS], "headings": HEADINGS.values(),
    }  # fmt: skip
    for place, words in tables.items():
        for one in words:
            out.setdefault((one, ""), []).append(place)
    return out


def pot(found: Mapping[tuple[str, str], list[str]]) -> str:
    """The messages as a .pot file, sorted; places without line numbers, so that moving a line changes nothing."""
    lines = [
        "# Messages of the hub's pages. Copy to <tag>.po and translate the msgstr lines. Written by docs/generate.py.",
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Plural-Forms: nplurals=2; plural=n != 1;\\n"',
    ]
    for one, many in sorted(found):
        places = sorted(set(found[(one, many)]))
        lines += ["", *(f"#: {place}" for place in places), f"msgid {_quoted(one)}"]
        lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if many else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
