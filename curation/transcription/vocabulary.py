"""Write the files of the vocabulary, and the table of rows left out: the same entries always give the same text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from flopwatch.domain import Developer, KnownModel
from flopwatch.identity import fold_name
from transcription.rows import Row
from transcription.subjects import Developers, Subject, renamed


class DeveloperNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of outside tables that mean one organisation."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    category: str = ""
    country: str = ""


def with_names(known: Iterable[Developer], more: Iterable[DeveloperNames]) -> list[Developer]:
    """Return the developers with the names of outside tables added; an id that is not known becomes a new one."""
    found = {one.id: one for one in known}
    for one in more:
        made = Developer(
            id=one.id,
            name=one.name,
            category=one.category,
            countries=(one.country,) if one.country else (),
        )
        old = found.get(one.id) or made
        met = {word.casefold() for word in (old.id, old.name, *old.aliases)}
        fresh = tuple(word for word in one.aliases if word.casefold() not in met)
        found[one.id] = msgspec.structs.replace(old, aliases=(*old.aliases, *fresh))
    return list(found.values())


def developers_with(rows: Iterable[Row], known: Iterable[Developer]) -> list[Developer]:
    """Return the developers with those that rows name; category and country are those of rows with one developer."""
    found = {one.id: one for one in known}
    by_fold = {fold_name(word): one.id for one in found.values() for word in (one.id, one.name, *one.aliases)}
    spelt = {word.casefold() for one in found.values() for word in (one.id, one.name, *one.aliases)}
    alone: dict[str, Counter[tuple[str, str]]] = {}
    ids = Developers(found.values())
    for row in rows:
        names = row.values("developer")
        for name in names:
            identity = by_fold.get(fold_name(name)) or ids.id_of(name)
            if identity not in found:
                found[identity] = Developer(id=identity, name=name)
                by_fold[fold_name(name)] = identity
            elif name.casefold() not in spelt:
                old = found[identity]
                found[identity] = msgspec.structs.replace(old, aliases=(*old.aliases, name))
            spelt.add(name.casefold())
            if len(names) == 1:
                alone.setdefault(identity, Counter())[row.category, row.country] += 1
    for identity, counts in alone.items():
        category, country = counts.most_common(1)[0][0]
        one = found[identity]
        found[identity] = msgspec.structs.replace(
            one,
            category=one.category or category,
            countries=one.countries or ((country,) if country else ()),
        )
    return list(found.values())


def models_with(subjects: Iterable[Subject], known: Iterable[KnownModel]) -> list[KnownModel]:
    """Return the models of the vocabulary with new ones and new names added; a name that means two is not added."""
    found = {one.id: one for one in known}
    taken = {fold_name(word): one.id for one in found.values() for word in (one.id, one.name, *one.aliases)}
    for subject in subjects:
        ruling = subject.ruling
        title = (ruling.title if ruling else "") or subject.name
        if subject.id not in found:
            found[subject.id] = KnownModel(id=subject.id, name=title, base=ruling.base if ruling else "")
            taken.setdefault(fold_name(title), subject.id)
        one = found[subject.id]
        fresh = [name for name in renamed(subject, (one.name, *one.aliases)) if fold_name(name) not in taken]
        for name in fresh:
            taken[fold_name(name)] = subject.id
        if fresh:
            found[subject.id] = msgspec.structs.replace(one, aliases=(*one.aliases, *fresh))
    return list(found.values())


def write_developers(path: Path, developers: Iterable[Developer]) -> None:
    """Write the file of developers, by id, under its own heading."""
    _write(
        path,
        "developer",
        sorted(developers, key=lambda one: one.id),
        ("id", "name", "aliases", "category", "countries"),
    )


def write_models(path: Path, models: Iterable[KnownModel]) -> None:
    """Write the file of models, by id, under its own heading."""
    _write(path, "model", sorted(models, key=lambda one: one.id), ("id", "name", "aliases", "base", "kind"))


def write_left_out(path: Path, rows: Iterable[tuple[Row, str]]) -> None:
    """Write the rows left out: name, source, compute as written, reason."""
    lines = ["# Rows of cited tables that are in no file of claims, with the reason (curation/rulings.toml).\n"]
    for row, reason in sorted(rows, key=lambda one: (one[0].name, one[0].table.source)):
        compute = row.cells.get("Training compute (FLOP)") or row.cells.get("Training compute (FLOPs)") or ""
        entry = {"name": row.name, "source": row.table.source, "training_compute": compute, "reason": reason}
        lines.append("[[left_out]]\n" + "".join(f"{key} = {_text(value)}\n" for key, value in entry.items() if value))
    path.write_text("\n".join(lines), encoding="utf-8")


def _write(path: Path, key: str, entries: Iterable[Developer | KnownModel], keys: tuple[str, ...]) -> None:
    heading = [line for line in path.read_text(encoding="utf-8").split("\n\n")[0].splitlines() if line.startswith("#")]
    blocks = ["\n".join(heading)]
    for one in entries:
        stated: Mapping[str, object] = {name: getattr(one, name) for name in keys}
        lines = [f"[[{key}]]"]
        for name, value in stated.items():
            if not value or (name == "kind" and value == "model"):
                continue
            lines.append(f"{name} = {_text(value) if isinstance(value, str) else _list(value)}")
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: object) -> str:
    assert isinstance(values, tuple)
    return f"[{', '.join(map(_text, values))}]"
