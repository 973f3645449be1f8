"""German."""

from __future__ import annotations

from flopwatch.text.languages.cardinals import GERMAN_CARDINALS
from flopwatch.text.lexicon import Lexicon, in_order
from flopwatch.text.shared_words import RANGE_MARKS, ROLES, SUFFIXES
from flopwatch.text.worldwide import MONTH_NAMES

GERMAN = Lexicon(
    tag="de",
    composed=True,
    hyphened=True,  # 70-Milliarden-Parameter-Modell
    group_mark=".",
    decimal_mark=",",
    blank_groups=True,
    suffixes=SUFFIXES,
    scales=(
        ("hundert", 2),
        ("tausend", 3),
        ("tsd", 3),
        ("mio", 6),
        ("million", 6),
        ("millionen", 6),
        ("mrd", 9),
        ("milliarde", 9),
        ("milliarden", 9),
        ("bio", 12),
        ("billion", 12),
        ("billionen", 12),
        ("billiarde", 15),
        ("billiarden", 15),
        ("trillion", 18),
        ("trillionen", 18),
    ),
    abbreviations=("tsd", "mio", "mrd", "bio"),
    many_scales=("millionen", "milliarden", "billionen", "billiarden", "trillionen", "tausend", "hundert"),
    long_or_short=("billion",),
    values=(*GERMAN_CARDINALS, ("10000", "zehntausend"), ("100000", "hunderttausend"), ("0.5", "halbe halben")),
    raised_pattern="hoch [0-9]{1,2}",
    range_to=("bis", "auf", *RANGE_MARKS),
    range_start=("zwischen",),
    relations=(
        ("mehr als", "≥"),
        ("über", "≥"),
        ("mindestens", "≥"),
        ("weniger als", "≤"),
        ("bis zu", "≤"),
        ("höchstens", "≤"),
        ("unter", "≤"),
        ("rund", "≈"),
        ("etwa", "≈"),
        ("ca.", "≈"),
        ("circa", "≈"),
        ("knapp", "≈"),
        ("ungefähr", "≈"),
        ("fast", "≈"),
    ),
    relations_after=(("oder mehr", "≥"),),
    months=(*in_order(MONTH_NAMES[1]), ("jänner", 1), ("feber", 2)),
    compares_pattern=(
        r"übertr(?:iff|eff|of|af)\w*|"
        "(?:besser|größer|kleiner|schneller|stärker|schlechter|leistungsfähiger|anders) als|"
        "im Vergleich|verglichen|gegenüber|schlägt|schlagen|vergleichbar|im Gegensatz|ebenbürtig|"
        r"auf Augenhöhe|überflügel\w*|überhol\w*|mithalten mit"
    ),
    breaks_off_pattern="nur|lediglich|bloß|während|aber|obwohl",
    relative_pattern="der|die|das|dessen|deren",
    instruction_pattern=(
        r"ignorier\w*[^.\n]{0,40}(?:Anweisungen|Befehle)|"
        r"(?:setze|setzen sie|stelle|ändere)\b[^.\n]{0,40}Parameter\w*[^.\n]{0,10}\bauf\b"
    ),
    roles=(
        ("machine", "server servern knoten"),
        ("and", "und oder"),
        ("parameters", "parameter parametern parameters"),
        ("tokens", "tokens wortbausteine textbausteine wortteile"),
        ("chip", "chip chips grafikkarte* beschleuniger* grafikprozessor* prozessor* rechenbeschleuniger*"),
        ("chip", "ki-chips"),
        ("hours", "stunde stunden gpu-stunden"),
        ("days", "tag tage tagen"),
        ("weeks", "woche wochen"),
        ("months", "monat monate monaten"),
        ("flop", "rechenoperation* gleitkommaoperation* rechenschritt*"),
        ("money:USD", "dollar us-dollar"),
        ("money:EUR", "euro"),
        ("active", "aktiv aktive aktiven aktiviert aktivierte aktivierten aktivieren"),
        ("total", "insgesamt gesamt umfasst gesamtzahl"),
        ("training", "train* vortrain* antrain* gelernt lern* rechnen rechneten lief trainingsdaten daten"),
        ("context", "kontext kontextfenster kontextlänge fenster länge eingabe ausgabe sekunde"),
        ("word:use", "nutzt genutzt verwendet rechnen rechnet"),
        ("context:serving", "inferenz betrieb bereitstellung"),
        ("rate", "täglich*"),
        ("free", "kostenlos* gratis"),
        ("cost", "kost* ausgegeben ausgaben"),
        ("price", "monatlich abo abonnement eingesammelt bewertung umsatz preis finanzierungsrunde"),
        ("per", "pro je jeweils jedem jeder jedes"),
        ("filler", "der die das den dem von lediglich nur mit us nvidia lang auf"),
        ("model", "modell modelle modells modellen"),
        ("other", "nutzer* mensch* wörter* sprache* jahr jahre jahren mal minute* prozent prozentpunkte*"),
        ("other", "mitarbeite* bilder* seiten länder*"),
        ("other", "gigabyte terabyte dokumente bücher schichten unternehmen punkte watt megawatt gigawatt"),
        *ROLES,
    ),
)
