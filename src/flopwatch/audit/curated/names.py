"""Rules on ids, names and vocabularies: each is unique and resolves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from flopwatch.audit.curated.rows import (
    DEVELOPERS,
    IN_VOCABULARY,
    MODELS,
    OF_A_DEVELOPER,
    SOURCES,
    by_file,
    identity_of,
    problem_at,
)
from flopwatch.domain import VOCABULARIES, CuratedRows, Placed, Problem, field, term_for
from flopwatch.identity import differ_in_case, fold_listed, fold_name


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


def unique_ids(rows: CuratedRows) -> Iterator[Problem]:
    """Find ids that occur twice in a table."""
    tables: tuple[Sequence[Placed[_Identified]], ...] = (
        rows.sources,
        rows.developers,
        rows.models,
        rows.chips,
        rows.rules,
    )
    for table in tables:
        first: dict[str, str] = {}
        for one in table:
            if first.setdefault(one.row.id, one.item) != one.item:
                message = f"the id {one.row.id!r} is already used by {first[one.row.id]}."
                yield problem_at(one, "duplicate-id", message, "Merge the two entries, or give one of them another id.")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def plain_names(rows: CuratedRows) -> Iterator[Problem]:
    """Find names shared by two entries of a vocabulary, ignoring case, blanks and hyphens."""
    yield from _shared_names(rows.developers)
    yield from _shared_names(rows.chips)
    for kind in sorted({one.row.kind for one in rows.models}):
        yield from _shared_names([one for one in rows.models if one.row.kind == kind])


def _shared_names(table: Sequence[Placed[N]]) -> Iterator[Problem]:
    meaning: dict[str, tuple[str, str]] = {}
    for one in table:
        for name in dict.fromkeys((one.row.id, one.row.name, *one.row.aliases)):
            known, spelled = meaning.setdefault(fold_name(name), (one.row.id, name))
            if known != one.row.id and not _may_share(one.row.id, name, known, spelled):
                message = f"the name {name!r} also means {known}."
                yield problem_at(one, "ambiguous-name", message, "Remove the name from one of the two.")


def _may_share(one: str, name: str, other: str, spelled: str) -> bool:
    """Return whether two developers' models may differ in case alone: NVIDIA's CALM, Oxford's CaLM."""
    return "/" in one and one.split("/")[0] != other.split("/")[0] and differ_in_case(name, spelled)


def model_ids(rows: CuratedRows) -> Iterator[Problem]:
    """Find model ids that do not begin with the id of a developer."""
    if DEVELOPERS in rows.unread:
        return
    developers = rows.stated(DEVELOPERS, (one.row.id for one in rows.developers))
    for one in rows.models:
        owner, _, name = one.row.id.partition("/")
        if owner not in developers or not name:
            message = f"{one.row.id!r} does not begin with the id of a developer."
            yield problem_at(
                one,
                "unknown-developer",
                message,
                "Write developer/name, with a developer of vocabulary/developers.toml.",
            )


def circumstances_resolve(rows: CuratedRows) -> Iterator[Problem]:
    """Find circumstances of models that are not in the vocabulary."""
    if MODELS in rows.unread:
        return
    ids = rows.stated(MODELS, (one.row.id for one in rows.models))
    for one in rows.circumstances:
        for named in filter(None, (one.row.model, one.row.than)):
            if named not in ids:
                message = f"{named!r} is not in vocabulary/models.toml."
                yield problem_at(one, "unknown-model", message, "Add it there, or write the id that was meant.")


def sources_resolve(rows: CuratedRows) -> Iterator[Problem]:
    """Find citations of sources that are not described in `sources.toml` (broken foreign keys)."""
    if SOURCES in rows.unread:
        return
    known = rows.stated(SOURCES, (one.row.id for one in rows.sources))
    fix = "Describe it in sources.toml, or cite one that is described there."
    for one in rows.claims:
        if one.row.source not in known:
            yield problem_at(one, "unknown-source", f"source {one.row.source!r} is not in sources.toml.", fix)
    for source, (file, item) in rows.cited.items():
        if source not in known and not file.startswith("claims/"):
            message = f"source {source!r} is not in sources.toml."
            yield Problem(file=file, item=item, rule="unknown-source", message=message, proposal=fix)


def sources_are_used(rows: CuratedRows) -> Iterator[Problem]:
    """Find sources that nothing cites and that do not say why they are kept."""
    if rows.unread:
        return
    for one in rows.sources:
        if one.row.id not in rows.cited and not one.row.kept_for:
            message = f"nothing cites {one.row.id!r}."
            yield problem_at(one, "unused-source", message, 'Remove it, or say why it is kept: kept_for = "…".')


def developers_resolve(rows: CuratedRows) -> Iterator[Problem]:
    """Find developers in claims or paths that are not in the vocabulary."""
    if DEVELOPERS in rows.unread:
        return
    words = [word for one in rows.developers for word in (one.row.id, one.row.name, *one.row.aliases)]
    names = {fold_listed(word) for word in rows.stated(DEVELOPERS, words)}
    ids = rows.stated(DEVELOPERS, (one.row.id for one in rows.developers))
    fix = "Add it to vocabulary/developers.toml, or use a name that is listed there."
    for one in rows.claims:
        claim = one.row
        if claim.field == "developer" and claim.value and fold_listed(claim.value) not in names:
            yield problem_at(one, "unknown-developer", f"{claim.value!r} is not in vocabulary/developers.toml.", fix)
    for file, some in by_file(rows).items():
        owner = file.split("/")[1]
        if some[0].row.kind in OF_A_DEVELOPER and owner not in ids:
            message = f"the folder {owner!r} is the id of no developer."
            yield Problem(file=file, item="", rule="unknown-developer", message=message, proposal=fix)


def vocabulary_and_claims(rows: CuratedRows) -> Iterator[Problem]:
    """Find models of the vocabulary without claims, and claims files of models that are not in the vocabulary."""
    files = by_file(rows)
    stated = {identity_of(file) for file in (*files, *rows.unread)}
    for one in rows.models:
        if one.row.kind == IN_VOCABULARY and one.row.id not in stated:
            message = f"{one.row.id} has no file of claims."
            yield problem_at(one, "no-claims", message, f"Write claims/{one.row.id}.toml, or remove the entry.")
    known = rows.stated(MODELS, (one.row.id for one in rows.models))
    for file, some in files.items():
        if MODELS not in rows.unread and some[0].row.kind == IN_VOCABULARY and identity_of(file) not in known:
            message = f"{identity_of(file)} is not in vocabulary/models.toml."
            fix = 'Add it there with its names, or say what else it is: kind = "product".'
            yield Problem(file=file, item="", rule="not-in-vocabulary", message=message, proposal=fix)


def terms_are_known(rows: CuratedRows) -> Iterator[Problem]:
    """Find terms that are not in their vocabulary, unless the claim is flagged `unknown-term`."""
    for one in rows.claims:
        vocabulary = field(one.row.field).vocabulary
        if vocabulary not in VOCABULARIES or not one.row.value or "unknown-term" in one.row.flags:
            continue
        if not term_for(vocabulary, one.row.value):
            message = f"{one.row.value!r:.100} is not a term of the vocabulary {vocabulary}."
            fix = 'Use a term of it (docs/data-dictionary.md), or flag the claim: flags = ["unknown-term"].'
            yield problem_at(one, "unknown-term", message, fix)
