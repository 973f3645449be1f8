"""Decisions of the curated folder about names and claims that the folder does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flopwatch.domain import CANDIDATE, Accept, Problem, Reject, SameAs, decode
from flopwatch.identity import fold_name
from flopwatch.sources.curated.load import Curated
from flopwatch.sources.curated.toml_tables import bytes_of


def aimless_decisions(folder: Path, curated: Curated) -> Iterator[Problem]:
    """Yield a problem for each same-as, accept or reject whose name or claim no file of the folder has.

    A not-same-as may name a model that only imports have: it keeps them apart from one of the folder.
    """
    files = sorted((folder / "decisions").glob("*.jsonl"))
    events = [
        (file.relative_to(folder).as_posix(), number, decode(line))
        for file in files
        for number, line in enumerate(bytes_of(file).splitlines(), 1)
    ]
    names, claims = _names(curated), set[str]()
    if any(isinstance(one, (Accept, Reject)) for *_, one in events):
        claims = {claim.id_in(some.source) for some in curated.snapshots for claim in some.claims}
    for file, number, event in events:
        unknown = ""
        if isinstance(event, SameAs):
            unknown = next((f"{name!r}" for name in (event.a, event.b) if fold_name(name) not in names), "")
        elif isinstance(event, (Accept, Reject)) and not event.claim.startswith(CANDIDATE):
            unknown = "" if event.claim in claims else f"claim {event.claim!r}"
        if unknown:
            yield Problem(
                file=file,
                item=f"line {number}",
                rule="decision",
                message=f"decides about {unknown}, which no file of this folder has: it changes nothing.",
                proposal="Correct the name or the id, as `flopwatch show MODEL --all` prints them, or remove the line.",
            )


def _names(curated: Curated) -> set[str]:
    """Return every name and id of a model in the folder, folded."""
    names = {one for model in curated.known_models for one in (model.id, model.name, *model.aliases)}
    for some in curated.snapshots:
        names |= {name for claim in some.claims for name in (claim.subject, claim.identity) if name}
    return {fold_name(one) for one in names}
