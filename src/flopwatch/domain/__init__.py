"""Domain types: claims, events, sources, quantities with their units, dates, vocabularies, errors.

No arithmetic on models.
"""

from flopwatch.domain.benchmarks import Benchmark, Score, ScoreColumn, StatedCompute
from flopwatch.domain.caching import Remember, forget
from flopwatch.domain.claims import MAX_NAME, MAX_TEXT, Claim, Reading, SetAside, Source, check_claim, clean_text
from flopwatch.domain.curated import CuratedRows, Placed, Problem
from flopwatch.domain.curated_rows import (
    Chip,
    ChipPrice,
    CuratedTables,
    Developer,
    FrontierPoint,
    GridYear,
    IndexYear,
    KnownModel,
    Rule,
    Threshold,
)
from flopwatch.domain.dates import PartialDate
from flopwatch.domain.decimals import canonical, exact
from flopwatch.domain.errors import (
    BadClaim,
    BadInput,
    BadLedger,
    BrokenRelease,
    FlopwatchError,
    NoColumn,
    NotFound,
    OrphanCell,
    OutOfRange,
    Shrunken,
    shown_safely,
)
from flopwatch.domain.event_checks import check_event, event_fault
from flopwatch.domain.events import (
    Accept,
    AnyEvent,
    ClaimEvent,
    Correct,
    Erase,
    Event,
    Flag,
    NotSameAs,
    Reject,
    Retract,
    SameAs,
    Snapshot,
    decode,
    encode,
    event_id,
)
from flopwatch.domain.fields import FIELDS, SUBJECT_KINDS, Field, field
from flopwatch.domain.figures import apart_words, digits, rounded, short
from flopwatch.domain.file_kinds import irregular_kind
from flopwatch.domain.quantities import Quantity
from flopwatch.domain.units import DATA_UNITS, UNITS, to_base, unit
from flopwatch.domain.unknown import Quarantined, Skip, Unknown
from flopwatch.domain.vocabularies import VOCABULARIES, has_open_weights, label_of, term_for

__all__ = [
    "Remember",
    "forget",
    "Accept",
    "AnyEvent",
    "BadClaim",
    "BadInput",
    "BadLedger",
    "Benchmark",
    "BrokenRelease",
    "Chip",
    "ChipPrice",
    "Claim",
    "ClaimEvent",
    "Correct",
    "CuratedRows",
    "CuratedTables",
    "DATA_UNITS",
    "Developer",
    "Erase",
    "Event",
    "FIELDS",
    "Field",
    "Flag",
    "FlopwatchError",
    "FrontierPoint",
    "GridYear",
    "IndexYear",
    "KnownModel",
    "MAX_NAME",
    "MAX_TEXT",
    "NoColumn",
    "NotFound",
    "NotSameAs",
    "OrphanCell",
    "OutOfRange",
    "PartialDate",
    "Placed",
    "Problem",
    "Quantity",
    "Quarantined",
    "Reading",
    "Reject",
    "Retract",
    "Rule",
    "SetAside",
    "SUBJECT_KINDS",
    "SameAs",
    "Score",
    "ScoreColumn",
    "Shrunken",
    "Skip",
    "Snapshot",
    "Source",
    "StatedCompute",
    "Threshold",
    "UNITS",
    "Unknown",
    "VOCABULARIES",
    "canonical",
    "check_claim",
    "check_event",
    "clean_text",
    "decode",
    "apart_words",
    "digits",
    "encode",
    "event_fault",
    "event_id",
    "exact",
    "field",
    "has_open_weights",
    "irregular_kind",
    "label_of",
    "rounded",
    "short",
    "shown_safely",
    "term_for",
    "to_base",
    "unit",
]
