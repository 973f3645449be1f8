"""The nouns: claims, events, sources, quantities with their units, uncertainty, dates, vocabularies, errors. No arithmetic on
models and no input or output happens here."""

from flopwatch.domain.claims import Claim, Reading, Source, check_claim, clean_text
from flopwatch.domain.curated import CuratedRows, Placed, Problem
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.errors import (
    BadClaim,
    BadInput,
    BadLedger,
    BadVocabulary,
    BrokenRelease,
    FlopwatchError,
    NotFound,
    OrphanCell,
)
from flopwatch.domain.exact import canonical, exact
from flopwatch.domain.fields import FIELDS, SUBJECT_KINDS, Field, field
from flopwatch.domain.quantities import Quantity
from flopwatch.domain.tables import Chip, ChipPrice, Developer, FrontierPoint, KnownModel, Rule, Threshold
from flopwatch.domain.uncertainty import Z_90, LogNormal, product
from flopwatch.domain.units import DATA_UNITS, UNITS, Unit, to_base, unit
from flopwatch.domain.unknown import Quarantined, Skip, Unknown
from flopwatch.domain.vocabularies import VOCABULARIES, Term, label_of, term_for

__all__ = [
    "BadClaim",
    "BadInput",
    "BadLedger",
    "BadVocabulary",
    "Chip",
    "ChipPrice",
    "Claim",
    "CuratedRows",
    "DATA_UNITS",
    "Developer",
    "FIELDS",
    "Field",
    "FlopwatchError",
    "FrontierPoint",
    "KnownModel",
    "LogNormal",
    "NotFound",
    "BrokenRelease",
    "OrphanCell",
    "PartialDate",
    "Placed",
    "Problem",
    "Quantity",
    "Quarantined",
    "Reading",
    "Rule",
    "SUBJECT_KINDS",
    "Skip",
    "Source",
    "Term",
    "Threshold",
    "UNITS",
    "Unit",
    "Unknown",
    "VOCABULARIES",
    "Z_90",
    "canonical",
    "check_claim",
    "clean_text",
    "exact",
    "field",
    "label_of",
    "product",
    "term_for",
    "to_base",
    "unit",
]
