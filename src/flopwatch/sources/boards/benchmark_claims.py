"""benchmark-scores: outside tables of scores as claims, so that the census imputes compute from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from flopwatch.bundled_data import curated_folder
from flopwatch.domain import (
    BadClaim,
    Benchmark,
    Claim,
    Quarantined,
    Reading,
    Skip,
    Source,
    canonical,
    check_claim,
)
from flopwatch.sources.contract import Reader
from flopwatch.sources.curated.benchmarks import load_benchmarks
from flopwatch.sources.epoch.benchmark_labels import is_labels, read_labels
from flopwatch.sources.epoch.benchmark_scores import BadCell, ScoreReading, read_scores

_STEM = re.compile(r"[^a-z0-9._]+")
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2}-[01][0-9](?:-[0-3][0-9])?)(?![0-9])")


@cache
def _known() -> tuple[Benchmark, ...]:
    return load_benchmarks(curated_folder())


def read_benchmark_scores(data: bytes, source: Source) -> Reading:
    """Read the scores of one table as claims, or its labels of distilled models.

    Args:
        data: The file's bytes: CSV in UTF-8.
        source: Where it comes from; the last part of its id is the file's name, which says of a hub table which
            benchmark it holds.

    Raises:
        BadInput: If the bytes are not a table of scores or labels; the message lists its headers.

    Example:
        >>> table = b"Model version,EM,Shots,Source\\nx-7b,77.0%,5,y\\nz,770%,5,y\\n"
        >>> found = read_benchmark_scores(table, describe_benchmark_scores("external_benchmark_mmlu.csv", table))
        >>> [(c.subject, c.field, c.value, c.qualifiers["benchmark"], c.as_written) for c in found.claims]
        [('x-7b', 'benchmark_score', '0.77', 'mmlu', '77.0%')]
        >>> found.quarantined[0].reason
        "score '770%' is not a fraction between 0 and 1"
    """
    file = source.id.split("/")[-1] + ".csv"
    head = data[:2000].decode("utf-8", "replace").split("\n", 1)[0]
    if is_labels(head):
        return _labels(read_labels(data, file, _known()), source)
    found = read_scores(data, file, _known())
    claims, refused = [], list(found.quarantined)
    for score in found.scores:
        qualifiers = {"benchmark": score.benchmark, "harness": score.harness}
        if score.setting:
            qualifiers["setting"] = score.setting
        claim = Claim(
            subject=score.model,
            field="benchmark_score",
            value=canonical(Decimal(repr(round(score.value, 6)))),
            unit="fraction",
            source=source.id,
            locator=f"{score.row}, {score.column}",
            as_written=score.as_written,
            qualifiers=qualifiers,
            entry=score.row,
        )
        try:
            claims.append(check_claim(claim))
        except BadClaim as error:
            refused.append(BadCell(score.row, str(error), f", {score.column}"))
    return _balanced(found, claims, refused)


def _unread(columns: Sequence[str]) -> list[str]:
    """Say which columns were not read; [] where all were."""
    if not columns:
        return []
    more = f" and {len(columns) - 20} more" if len(columns) > 20 else ""
    named = ", ".join(columns[:20])
    return [f"{len(columns)} columns are not benchmarks of benchmarks.toml and were not read: {named}{more}"]


def _labels(found: ScoreReading, source: Source) -> Reading:
    claims = []
    for model, where in found.distilled.items():
        claims.append(
            Claim(
                subject=model,
                field="flagged",
                value="distilled",
                source=source.id,
                locator=f"{where.row}, distilled",
                as_written="true",
                entry=where.row,
            )
        )
    return _balanced(found, claims, list(found.quarantined))


def _balanced(found: ScoreReading, claims: list[Claim], refused: Sequence[BadCell]) -> Reading:
    """Return a reading counted by row: a row with a score counts as claimed even if other cells were refused; one
    without any is skipped or quarantined.
    """
    claimed = {claim.entry for claim in claims}
    bad: dict[str, str] = {}
    notes = []
    for one in refused:
        if one.row in claimed or one.row in bad:
            notes.append(f"{one.item}: {one.reason}")
        else:
            bad[one.row] = one.reason
    skipped = {one.item: one.reason for one in found.skipped if one.item not in claimed and one.item not in bad}
    silent = found.rows - len(claimed) - len(bad) - len(skipped)
    if silent > 0:
        skipped["other rows"] = f"{silent} rows without a score on a known benchmark"
    return Reading(
        claims=claims,
        read=len(claimed) + len(bad) + len(skipped),
        claimed=len(claimed),
        skipped=[Skip(item, reason) for item, reason in skipped.items()],
        quarantined=[Quarantined(item, reason) for item, reason in bad.items()],
        counts={
            "rows": found.rows,
            "columns_unknown": len(found.unread),
            "scores": len(claims),
            "models": len({claim.subject for claim in claims}),
        },
        notes=[*notes, *_unread(found.unread)],
    )


def describe_benchmark_scores(name: str, data: bytes) -> Source:
    """Return the source of a file with that name.

    Example:
        >>> describe_benchmark_scores("hub/external_benchmark_mmlu.csv", b"").id
        'benchmark-scores/external_benchmark_mmlu'
    """
    file = re.split(r"[/\\]", re.split(r"[?#]", name[:2_000])[0].rstrip("/\\"))[-1].casefold()
    stem = _STEM.sub("_", re.sub(r"(?:\.csv)+$", "", file)).strip("_.")[:80] or "scores"
    dated = _DAY.search(file)
    return Source(
        id=f"benchmark-scores/{stem}",
        title=f"Scores, {stem.replace('_', ' ')}",
        date=dated[1] if dated else "",
        group="epoch" if stem.startswith(("external_benchmark", "benchmarks_runs", "distilled_models")) else stem,
    )


BENCHMARK_SCORES = Reader(
    name="benchmark-scores",
    version=2,
    summary=(
        "A table of benchmark scores: Epoch's hub, Arena, Open LLM Leaderboard, ObsScaling, Sloth; or its labels of "
        "distilled models"
    ),
    read=read_benchmark_scores,
    describe=describe_benchmark_scores,
)
