"""Domain types: claims, events, sources, quantities with their units, dates, vocabularies, errors.

No arithmetic on models.
"""

from flopwatch.domain.benchmarks import Benchmark, Score, ScoreColumn, StatedCompute
from flopwatch.domain.caching import Remember, forget
from flopwatch.domain.claims import MAX_TEXT, Claim, Reading, SetAside, Source, check_claim, clean_text
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
)
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
from flopwatch.domain.figures import digits, short
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
    "clean_text",
    "decode",
    "digits",
    "encode",
    "event_id",
    "exact",
    "field",
    "has_open_weights",
    "label_of",
    "short",
    "term_for",
    "to_base",
    "unit",
]
