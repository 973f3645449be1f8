"""Commands on compute that nobody discloses: probabilities from circumstance, and their test."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app, validate_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    AsOfOption,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    KnownOnOption,
    LedgerOption,
    data_folder,
    when_asked,
)
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.domain import NOW, chance, chance_above, short


@app.command()
def undisclosed(
    model: Annotated[str, typer.Argument(help="A model: its name or id. All of them by default.")] = "",
    limit: Annotated[int, typer.Option(help="The most to list; 0 for all.", min=0)] = 0,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    known_on: KnownOnOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Estimate undisclosed training compute from circumstance: probabilities with their evidence.

    Example: flopwatch undisclosed GPT-5 --json
    """
    folder, when, form = data_folder(data), when_asked(as_of, known_on), Format.json if as_json else form
    question = f"undisclosed {model}"
    found = api.answer(folder, store, when, question, lambda one: api.undisclosed(one, model), list[api.UndisclosedRow])
    found = found[: limit or None]
    if form is not Format.table:
        show_rows(found, form, ())
    elif model:
        typer.echo("\n".join(receipt_lines(found[0])))
    else:
        show_rows([_flat(one) for one in found], form, _COLUMNS)
        say("Estimated from circumstance: no disclosed figure, and nothing confirms it.")


@validate_app.command(name="undisclosed")
def validate_undisclosed(
    split: Annotated[list[str] | None, typer.Option("--split", help="forward or developer; both by default.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the tables that the docs keep.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Estimate models of known compute from circumstance, with all they disclosed hidden; takes about a minute.

    Example: flopwatch validate undisclosed --split forward --json
    """
    found = api.validate_undisclosed(api.take_census(data_folder(data), store, NOW), split or ())
    if as_json:
        show_json({"rows": found.rows})
    elif markdown:
        typer.echo("\n".join(found.markdown))
    else:
        columns = ("split", "subset", "method", "n", "abstained", "log_score", "crps", "covered", "bias")
        show_rows(found.rows, Format.table, columns)


_COLUMNS = ("name", "developer", "published", "compute", "P(> 1e25)", "P(> 1e26)", "strongest", "weakest")


def _flat(one: api.UndisclosedRow) -> dict[str, str]:
    low, median, high = (short(x) for x in (one.compute_flop.p5, one.compute_flop.p50, one.compute_flop.p95))
    return dict(
        zip(
            _COLUMNS,
            (
                one.name,
                one.developer,
                one.published,
                f"{median} ({low} to {high})",
                chance(one.p_above["1e25"]),
                chance(one.p_above["1e26"]),
                one.evidence[0].kind,
                one.evidence[-1].kind,
            ),
            strict=True,
        )
    )


def receipt_lines(one: api.UndisclosedRow) -> list[str]:
    """Return a model's estimate from circumstance as the lines of its receipt."""
    low, median, high = (short(x) for x in (one.compute_flop.p5, one.compute_flop.p50, one.compute_flop.p95))
    lines = [f"{one.name}      {median} FLOP   (90%: {low} to {high})   estimated from circumstance"]
    lines.append("  " + "   ".join(chance_above(level, p) for level, p in one.p_above.items()))
    lines += [f"  {piece.weight:.2f} {piece.kind}: {piece.words}{_cited(piece.claim)}" for piece in one.evidence]
    lines.append("  (first column: decades that the estimate moves without it)")
    return [*lines, f"  would narrow it most: {one.would_narrow}"] if one.would_narrow else lines


def _cited(claim: str) -> str:
    return f" [{claim}]" if claim else ""
