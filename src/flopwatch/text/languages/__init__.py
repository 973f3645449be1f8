"""The lexicons of the languages that news is read in, by tag."""

from __future__ import annotations

from flopwatch.text.languages.arabic import ARABIC
from flopwatch.text.languages.bengali import BENGALI
from flopwatch.text.languages.chinese import CHINESE
from flopwatch.text.languages.french import FRENCH
from flopwatch.text.languages.german import GERMAN
from flopwatch.text.languages.hebrew import HEBREW
from flopwatch.text.languages.hindi import HINDI
from flopwatch.text.languages.japanese import JAPANESE
from flopwatch.text.languages.korean import KOREAN
from flopwatch.text.languages.persian import PERSIAN
from flopwatch.text.languages.portuguese import PORTUGUESE
from flopwatch.text.languages.russian import RUSSIAN
from flopwatch.text.languages.spanish import SPANISH
from flopwatch.text.languages.turkish import TURKISH
from flopwatch.text.languages.urdu import URDU
from flopwatch.text.lexicon import Lexicon

LEXICONS: dict[str, Lexicon] = {
    lexicon.tag: lexicon
    for lexicon in (
        CHINESE,
        HINDI,
        SPANISH,
        FRENCH,
        ARABIC,
        BENGALI,
        PORTUGUESE,
        RUSSIAN,
        URDU,
        GERMAN,
        JAPANESE,
        TURKISH,
        KOREAN,
        PERSIAN,
        HEBREW,
    )
}
