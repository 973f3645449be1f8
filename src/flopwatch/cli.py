"""The command line: words in, words out. Each command is one call of `flopwatch.commands`."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from flopwatch import __version__, commands, ledger, pipeline, sources
from flopwatch.domain import FlopwatchError, PartialDate

if TYPE_CHECKING:
    from flopwatch.estimation.inputs import Given

# Every command starts with this file. What one of them alone needs is imported inside it, so that the others start at once.

app = typer.Typer(
    name="flopwatch", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="A living, sourced census of AI models. Data goes to stdout, words and progress to stderr. "
    "Exit codes: 0 fine, 1 could not do it (or problems were found, under --strict), 2 wrong usage.",
)  # fmt: skip
ledger_app = typer.Typer(no_args_is_help=True, help="The ledger: export, import, copy, verify.")
app.add_typer(ledger_app, name="ledger")
validate_app = typer.Typer(
    no_args_is_help=True, help="Our figures against recorded ones: estimates, costs, imputation, imputation."
)
app.add_typer(validate_app, name="validate")
data_app = typer.Typer(no_args_is_help=True, help="The curated folder: check.")
app.add_typer(data_app, name="data")
trends_app = typer.Typer(no_args_is_help=True, help="How the field grows: growth, frontier.")
app.add_typer(trends_app, name="trends")


class Format(enum.StrEnum):
    """How records are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class BareYear(enum.StrEnum):
    """How a date is read that names a year alone."""

    jan1 = "jan1"
    july1 = "july1"
    drop = "drop"


class Cluster(enum.StrEnum):
    """What is drawn together in resamples."""

    auto = "auto"
    organisation = "organisation"
    quarter = "quarter"
    row = "row"


class Method(enum.StrEnum):
    """How a line is fitted."""

    ols = "ols"
    theil_sen = "theil-sen"
    huber = "huber"
    quantile = "quantile"


class Kind(enum.StrEnum):
    """What happens at a break."""

    any = "any"
    continuous = "continuous"
    discontinuous = "discontinuous"


DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Curated folder; the bundled one by default.", envvar="FLOPWATCH_DATA"),
]
LedgerOption = Annotated[
    Path, typer.Option("--ledger", help="Ledger file; absent means empty.", envvar="FLOPWATCH_LEDGER")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
FormatOption = Annotated[Format, typer.Option("--format", help="table, json or csv.")]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="As known on this date, YYYY-MM-DD.", metavar="DATE")
]
DEFAULT_LEDGER = Path(".flopwatch/ledger.sqlite")
DEFAULT_OUT = Path(".flopwatch/release")


def say(words: str) -> None:
    """A line of words for people, on stderr."""
    typer.echo(words, err=True)


def show_json(value: object) -> None:
    """Plain data as JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_rows(rows: Sequence[dict[str, Any]], form: Format, columns: Sequence[str]) -> None:
    """Rows as a table of the columns, as JSON with every key, or as CSV with every key."""
    if form is Format.json:
        show_json(list(rows))
    elif form is Format.csv:
        keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(keys)
        writer.writerows([[_cell(row.get(key)) for key in keys] for row in rows])
    else:
        _table(rows, columns)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    # Loaded only here: rich takes a tenth of a second that --json should not pay.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(column), guard=False)) for column in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    say(f"{len(rows)} rows")


def _cell(value: object, *, guard: bool = True) -> str:
    if value is None:
        return ""
    if isinstance(value, dict) and set(value) == {"p5", "p50", "p95"}:
        p5, p50, p95 = ("–" if value[p] is None else f"{value[p]:.3g}" for p in ("p5", "p50", "p95"))
        return f"{p50} ({p5} to {p95})"
    if isinstance(value, (list, dict)):
        value = (
            ", ".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 10**6):
        return f"{value:.4g}"
    text = str(value)
    # A spreadsheet would run a cell that starts like a formula.
    return "'" + text if guard and text[:1] in ("=", "+", "-", "@", "\t") else text


def _data(folder: Path | None) -> Path:
    return folder or sources.curated_folder()


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return PartialDate.from_iso(text).latest
    except ValueError as error:
        raise typer.BadParameter(f"--as-of {error}") from error


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """A living, sourced census of AI models."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Where the release is built.")] = DEFAULT_OUT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port; the next free one if it is taken.", min=0, max=65535)
    ] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Build if needed, serve the hub, open the browser.

    Example: flopwatch serve --port 9000 --no-browser
    """
    from flopwatch.server import serve_folder

    built = commands.build_if_needed(_data(data), store, out)
    say("Built the hub." if built else "The hub is up to date.")
    serve_folder(out / "site", host=host, port=port, open_browser=browser)


@app.command()
def build(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    out: Annotated[Path, typer.Option(help="Where the release goes; replaced whole.")] = DEFAULT_OUT,
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Build the release: tables, database, hub, manifest.

    Example: flopwatch build --out release --json
    """
    row = commands.build(_data(data), store, out, as_of=_date(as_of))
    if as_json:
        show_json(row)
    else:
        say(
            f"Built {out}: {row['models']} models, {row['claims']} claims from {row['sources']} sources, as of {row['as_of']}."
        )
        typer.echo(row["sha256"])


@app.command(name="import")
def import_(
    reader: Annotated[str, typer.Argument(help=f"One of: {', '.join(name for name, _ in sources.READERS)}.")],
    place: Annotated[str, typer.Argument(metavar="PATH_OR_URL", help="The file to read.")],
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    source: Annotated[
        str, typer.Option(help="Id of the source, where the reader's own guess is wrong.")
    ] = "",
    date: Annotated[str, typer.Option(help="The source's own date, where the file does not say.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything was quarantined.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read an outside file into the ledger; all or nothing, with every entry accounted for.

    Example: flopwatch import awesome-list awesome-huge-models.md --json
    """
    row = commands.import_file(reader, place, _data(data), store, source=source, date=date)
    if as_json:
        show_json(row)
    else:
        for kind in ("skipped", "quarantined"):
            for one in row[kind]:
                say(f"{kind}: {one['item']}: {one['reason']}")
        for note in row["notes"]:
            say(f"note: {note}")
        say(
            f"{row['source']}: {row['read']} entries read, {row['claimed']} claimed, {len(row['skipped'])} skipped, "
            f"{len(row['quarantined'])} quarantined; {row['claims']} claims on {row['models_distinct']} models, "
            f"{row['models_new']} of them new."
        )
    if strict and row["quarantined"]:
        raise typer.Exit(1)


@app.command()
def models(
    where: Annotated[str, typer.Option(help="SQL expression over the columns.")] = "",
    sort: Annotated[str, typer.Option(help="Column, or column:desc.")] = "id",
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=0)] = None,
    at: Annotated[str, typer.Option(help="Threshold of compute_class.")] = "1e25",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """List the models.

    Example: flopwatch models --where "training_compute_p50 > 1e24 and countries like '%CN%'" --sort published:desc
    """
    census = pipeline.take_census(_data(data), store, as_of=_date(as_of))
    rows = commands.models(census, where=where, sort=sort, limit=limit, at=at)
    columns = (
        "id",
        "name",
        "developers",
        "published",
        "parameters",
        "training_compute_flop",
        "compute_class",
    )
    show_rows(rows, Format.json if as_json else form, columns)


@app.command()
def show(
    model: Annotated[str, typer.Argument(help="Id or name.")],
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show one model: its receipt, every field, every claim.

    Example: flopwatch show "GPT-4"
    """
    row = commands.show(pipeline.take_census(_data(data), store, as_of=_date(as_of)), model)
    if as_json:
        show_json(row)
        return
    typer.echo(row["estimate"]["working_text"] if row["estimate"] else f"{row['name']}   compute unknown")
    for name, one in row["fields"].items():
        value = one["value"] if isinstance(one["value"], list) else [one["value"]]
        shown = ", ".join(f"{v:,}" if isinstance(v, int) else str(v) for v in value)
        typer.echo(f"{name}: {shown} {one['unit'] or ''}".rstrip() + f"   ({one['rule']})")
        for claim in one["claims"] + one["rivals"]:
            typer.echo(f"    {claim['as_written']!r}  {claim['source']}, {claim['locator']}")
    for name, reason in row["unknown"].items():
        typer.echo(f"{name}: unknown ({reason})")
    for one in row["findings"]:
        typer.echo(f"in doubt ({one['severity']}): {one['message']} {one['proposal']}".rstrip())


@app.command()
def estimate(
    parameters: Annotated[
        str, typer.Option(help="All parameters: 405B, 405e9, 350B..450B.", metavar="N")
    ] = "",
    active_parameters: Annotated[str, typer.Option(help="Those that work on one token.", metavar="N")] = "",
    tokens: Annotated[
        str, typer.Option(help="Tokens seen, or in the data if --epochs is given.", metavar="D")
    ] = "",
    epochs: Annotated[str, typer.Option(help="Passes over the data.", metavar="E")] = "",
    chips: Annotated[str, typer.Option(help="Accelerators running at once.", metavar="N")] = "",
    chip: Annotated[str, typer.Option(help="The accelerator: H100, TPU v4.", metavar="NAME")] = "",
    hours: Annotated[str, typer.Option(help="Wall-clock time.", metavar="H")] = "",
    days: Annotated[str, typer.Option(help="Wall-clock time: 54, '54 days', 50..60.", metavar="D")] = "",
    chip_hours: Annotated[str, typer.Option(help="Accelerator-hours in all.", metavar="H")] = "",
    mfu: Annotated[
        str, typer.Option(help="Share of peak achieved: 0.38, 38%, 0.3..0.5.", metavar="SHARE")
    ] = "",
    peak: Annotated[str, typer.Option(help="Dense peak of one chip: '989 TFLOP/s'.", metavar="FLOP/s")] = "",
    number_format: Annotated[str, typer.Option(help="bf16, fp8, …", metavar="FORMAT")] = "",
    cost: Annotated[str, typer.Option(help="What it cost: 20e6, '$20M'.", metavar="USD")] = "",
    price: Annotated[str, typer.Option(help="Rent of a chip for an hour.", metavar="USD")] = "",
    usd_year: Annotated[
        int | None, typer.Option(help="Year of the dollars of --cost.", metavar="YEAR")
    ] = None,
    date: Annotated[
        str, typer.Option(help="Day of the prices; the latest known by default.", metavar="DATE")
    ] = "",
    compute: Annotated[
        str, typer.Option(help="Training compute as somebody states it.", metavar="FLOP")
    ] = "",
    like: Annotated[
        list[str] | None,
        typer.Option(help="'0.4x GPT-4', '40% of GPT-4', 'at least Inflection-2'; repeatable."),
    ] = None,
    inverse: Annotated[str, typer.Option(help="What does this much compute take?", metavar="FLOP")] = "",
    with_cost: Annotated[bool, typer.Option("--with-cost", help="Add cost, energy and emissions.")] = False,
    tdp: Annotated[str, typer.Option(help="Rated power of one chip: 700.", metavar="W")] = "",
    country: Annotated[str, typer.Option(help="Where it runs, for emissions: US, FR.", metavar="CC")] = "",
    operator: Annotated[str, typer.Option(help="Data centre: large or other.", metavar="KIND")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Estimate a run from any mix of inputs, each a value, an interval (8.2e24..4.4e25) or a value x/ factor.

    Example: flopwatch estimate --parameters 405B --tokens 15.6T --chips 16384 --chip H100 --days 54 --mfu 0.38
    """
    from flopwatch import commands_estimate

    given: dict[str, Given | None] = {
        "parameters": parameters, "active_parameters": active_parameters, "tokens": tokens, "epochs": epochs, "chips": chips,
        "hours": hours, "days": days, "chip_hours": chip_hours, "mfu": mfu, "peak": peak, "cost": cost, "price": price,
        "compute": compute, "inverse": inverse, "tdp": tdp,
    }  # fmt: skip
    row = commands_estimate.estimate(
        {name: one or None for name, one in given.items()}, _data(data), store, chip=chip, number_format=number_format, date=date,
        usd_year=usd_year, like=like or (), with_cost=with_cost, country=country, operator=operator,
    )  # fmt: skip
    if as_json:
        show_json(row)
    else:
        typer.echo(row["working_text"])


@app.command()
def thresholds(
    at: Annotated[
        str, typer.Option(help="One amount in FLOP, such as 1e25 or your own; all by default.")
    ] = "",
    within: Annotated[
        float | None, typer.Option(help="Orders of magnitude below the largest run, instead of an amount.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those below and unknown.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Who crosses which threshold, and how sure that is.

    Example: flopwatch thresholds --at 1e25 --json
    """
    census = pipeline.take_census(_data(data), store, as_of=_date(as_of))
    rows = commands.thresholds(census, at=at, within=within, every=every)
    columns = ("threshold_flop", "name", "compute_class", "probability", "p50", "confidence", "justification")
    show_rows(rows, Format.json if as_json else form, columns)


@app.command()
def rules(
    rule: Annotated[str, typer.Argument(metavar="[RULE]", help="One rule's id; all by default.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    as_json: JsonOption = False,
) -> None:
    """Rules of law that name an amount of compute, and the models each may cover.

    Example: flopwatch rules eu-systemic-risk --as-of 2025-08-02 --json
    """
    folder = _data(data)
    rows = commands.rules(folder, pipeline.take_census(folder, store, as_of=_date(as_of)), rule=rule)
    if as_json:
        show_json(rows)
        return
    for row in rows:
        held = "in force" if row["in_force"] else f"not in force at this date ({row['status']})"
        checked = "" if row["confirmed"] else "; our reading is unconfirmed"
        typer.echo(f"{row['rule']}: {row['name']}, {row['jurisdiction']}; {held}{checked}")
        typer.echo(f"  {row['meaning']}")
        for one in row["models"] if rule else row["models"][:5]:
            chance = "P unknown" if one["probability"] is None else f"P = {one['probability']:.3g}"
            typer.echo(f"  {one['compute_class']:16} {chance:10} {one['name']}: {one['reason']}")
        if not rule and len(row["models"]) > 5:
            typer.echo(f"  … and {len(row['models']) - 5} more: flopwatch rules {row['rule']}")


@app.command()
def audit(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Somebody's list; the census by default.")
    ] = "",
    reader: Annotated[str, typer.Option(help="Reader for FILE.")] = "awesome-list",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything was found.")] = False,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """What to doubt, with the arithmetic and a proposed reading; nothing is changed.

    Example: flopwatch audit awesome-huge-models.md
    """
    rows = commands.audit(_data(data), store, file=file, reader=reader, as_of=_date(as_of))
    show_rows(
        rows, Format.json if as_json else form, ("severity", "rule", "model", "field", "message", "proposal")
    )
    if strict and rows:
        raise typer.Exit(1)


@app.command()
def coverage(
    at: Annotated[str, typer.Option(help="Threshold of by_class.")] = "1e25",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_of: AsOfOption = "",
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """For how many models each fact is known: in all, by class and by year.

    Example: flopwatch coverage --json
    """
    rows = commands.coverage(pipeline.take_census(_data(data), store, as_of=_date(as_of)), at=at)
    columns = ("field", "known", "models", "share", "said_unknown", "disagreements")
    show_rows(rows, Format.json if as_json else form, columns)


@app.command()
def reproduce(
    epoch: Annotated[
        list[str] | None, typer.Option(help="A CSV of Epoch's; give it as often as needed.")
    ] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a figure differs unexplained.")] = False,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """The documents' figures beside ours.

    Example: flopwatch reproduce --epoch compute_intensive_systems_2024-07-06.csv --json
    """
    rows = [msgspec.to_builtins(one) for one in commands.reproduce(_data(data), store, epoch or [])]
    show_rows(
        rows,
        Format.json if as_json else form,
        ("document", "statement", "published", "computed", "verdict", "note"),
    )
    if strict and any(row["verdict"] == "differs" for row in rows):
        raise typer.Exit(1)


@validate_app.command(name="estimates")
def validate_estimates(
    epoch: Annotated[
        list[str],
        typer.Option(
            help="A CSV of Epoch's; give it as often as needed. Later ones are scored on the names earlier ones lack."
        ),
    ],
    data: DataOption = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit 1 if the combined 90% intervals cover too little of the last table's usable rows.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Every method and their combination against recorded compute, which is held out.

    Example: flopwatch validate estimates --epoch pcd_2024-04-02.csv --epoch pcd_2025-06-20.csv --json
    """
    found = commands.validate_estimates(_data(data), epoch)
    if as_json:
        show_json(found)
    else:
        for line in commands.validation_lines(found):
            typer.echo(line)
    last = [row for row in found["rows"] if row["method"] == "combined" and row["subset"].endswith("usable")]
    if strict and any(row["coverage_high"] is not None and row["coverage_high"] < 0.9 for row in last[-2:]):
        raise typer.Exit(1)


@validate_app.command(name="costs")
def validate_costs(
    markdown: Annotated[bool, typer.Option("--markdown", help="As the table that the docs keep.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """The training costs that a list states against its own hourly rates and chip time.

    Example: flopwatch validate costs --json
    """
    from flopwatch import commands_estimate

    found = commands_estimate.costs(_data(data), store)
    if as_json:
        show_json(found)
    elif markdown:
        typer.echo(found["markdown"])
    else:
        columns = ("model", "stated", "chip_time", "rate", "computed_usd", "verdict", "note")
        show_rows(found["rows"], form, columns)


@app.command()
def architecture(
    config: Annotated[
        str, typer.Argument(metavar="CONFIG.json", help="Path or address of a Hugging Face config.")
    ],
    context: Annotated[
        int | None,
        typer.Option(help="Tokens per sequence; 4096 or the model's own maximum by default.", min=1),
    ] = None,
    convention: Annotated[
        str, typer.Option(help="Attention: full (every key in the window) or causal-half (half of it).")
    ] = "full",
    as_json: JsonOption = False,
) -> None:
    """Count a model from its config: parameters, active parameters, FLOP per token.

    Example: flopwatch architecture config.json --context 8192 --convention causal-half --json
    """
    row = commands.architecture(config, context=context, convention=convention)
    if as_json:
        show_json(row)
        return
    for line in commands.architecture_lines(row):
        typer.echo(line)


@app.command()
def impute(
    model: Annotated[str, typer.Argument(help="The model, as a table of scores or of models writes it.")],
    scores: Annotated[
        list[Path],
        typer.Option(
            "--scores", help="A CSV of benchmark scores, or the hub's model_versions.csv; repeatable."
        ),
    ],
    epoch: Annotated[
        list[Path] | None,
        typer.Option("--epoch", help="Epoch's CSV of models: compute, parameters, dates; repeatable."),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Impute a model's training compute from benchmark scores, with a measured interval, or say why not.

    Example: flopwatch impute "GPT-4 Turbo" --scores external_benchmark_mmlu.csv --scores benchmarks_runs.csv --epoch models.csv
    """
    from flopwatch import (
        imputing,
    )  # loaded only here: numpy takes a tenth of a second that other commands should not pay

    row = imputing.impute_model(model, _data(data), scores, epoch or [])
    if as_json:
        show_json(row)
        return
    for line in imputing.imputation_lines(row):
        typer.echo(line)


@validate_app.command(name="imputation")
def validate_imputation(
    scores: Annotated[list[Path], typer.Option("--scores", help="A CSV of benchmark scores; repeatable.")],
    epoch: Annotated[
        list[Path] | None, typer.Option("--epoch", help="Epoch's CSV of models; repeatable.")
    ] = None,
    split: Annotated[
        list[str] | None, typer.Option("--split", help="model, family or forward; all three by default.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Impute every model of known compute by fits that did not see it; takes a minute or more.

    Example: flopwatch validate imputation --scores base_llm_benchmark_eval.csv --epoch models.csv --split forward
    """
    from flopwatch import imputing

    found = imputing.validate_imputation(_data(data), scores, epoch or [], split or list(imputing.SPLITS))
    if as_json:
        show_json(found)
        return
    columns = (
        "method", "split", "subset", "n", "geometric_error_factor", "geometric_error_interval", "within_2x", "within_3x",
        "coverage_90", "coverage_interval", "median_interval_factor",
    )  # fmt: skip
    show_rows(found["rows"], Format.table, columns)


@app.command()
def export(
    target: Annotated[str, typer.Argument(metavar="FORMAT", help="claims-toml.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    only: Annotated[list[str] | None, typer.Option(help="Only claims of this source; repeatable.")] = None,
    recorded: Annotated[str, typer.Option(help="Date for claims that carry none.")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Write the census in another form: claims-toml, the facts as curated files.

    Example: flopwatch export claims-toml --only awesome-llms --out drafts
    """
    if target != "claims-toml":
        raise typer.BadParameter(f"{target!r} is not a format; there is: claims-toml")
    row = commands.export_claims_toml(
        pipeline.take_census(_data(data), store), out, only=only or [], recorded=recorded
    )
    if as_json:
        show_json(row)
    else:
        say(f"{row['files']} files in {out}; {row['prose_left_out']} statements of prose left out.")


@app.command()
def doctor(store: LedgerOption = DEFAULT_LEDGER, as_json: JsonOption = False) -> None:
    """Look at the machine and the ledger, and say what is wrong.

    Example: flopwatch doctor
    """
    checks = ledger.doctor(store)
    rows = [{"check": one.check, "ok": one.ok, "detail": one.detail} for one in checks]
    show_rows(rows, Format.json if as_json else Format.table, ("check", "ok", "detail"))
    if not all(one.ok for one in checks):
        raise typer.Exit(1)


@data_app.command(name="check")
def data_check(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Read the curated folder as a reviewer would, and list every problem; exit 1 if there is any.

    Example: flopwatch data check --data data --json
    """
    folder = _data(data)
    rows = commands.check_data(folder)
    if as_json:
        show_json(rows)
    else:
        for row in rows:
            typer.echo(f"{': '.join(filter(None, (row['file'], row['item'])))}: {row['message']}")
            typer.echo(f"    {row['proposal']} ({row['rule']})")
        say(f"{folder}: {len(rows)} problems." if rows else f"{folder}: nothing to mend.")
    if rows:
        raise typer.Exit(1)


@ledger_app.command(name="export")
def ledger_export(
    out: Annotated[Path, typer.Argument(help="Text file to write.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Write the ledger as sorted JSON Lines.

    Example: flopwatch ledger export ledger.jsonl
    """
    say(f"{ledger.export_text(store, out)} events written to {out}.")


@ledger_app.command(name="import")
def ledger_import(
    path: Annotated[Path, typer.Argument(help="Text file to read.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Add the events of a text to the ledger: set union, nothing is lost.

    Example: flopwatch ledger import ledger.jsonl
    """
    added = ledger.import_text(store, path)
    say(f"{added.new} events added, {added.known} were known.")


@ledger_app.command(name="copy")
def ledger_copy(
    target: Annotated[Path, typer.Argument(help="Ledger to copy into.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Copy every event into another ledger.

    Example: flopwatch ledger copy backup.sqlite
    """
    added = ledger.copy_ledger(store, target)
    say(f"{added.new} events copied, {added.known} were known.")


@ledger_app.command(name="verify")
def ledger_verify(store: LedgerOption = DEFAULT_LEDGER) -> None:
    """Check every event against its hash, and the store against its promises.

    Example: flopwatch ledger verify
    """
    problems = ledger.verify(store)
    for problem in problems:
        typer.echo(problem)
    say("The ledger is sound." if not problems else f"{len(problems)} problems.")
    if problems:
        raise typer.Exit(1)


SeriesFile = Annotated[str, typer.Argument(metavar="[FILE.csv]", help="Any CSV; the census by default.")]
XOption = Annotated[str, typer.Option("--x", help="Column of the dates.", metavar="COL")]
YOption = Annotated[str, typer.Option("--y", help="Column of the values.", metavar="COL")]
SinceOption = Annotated[str, typer.Option(help="First day that counts.", metavar="DATE")]
UntilOption = Annotated[str, typer.Option(help="Last day that counts.", metavar="DATE")]
BareYearOption = Annotated[BareYear, typer.Option(help="How a date without month is read.")]
ClusterOption = Annotated[
    Cluster, typer.Option(help="What is drawn together; auto: organisation where known, else quarter.")
]
MethodOption = Annotated[Method, typer.Option(help="The line.")]
DenseOption = Annotated[bool, typer.Option("--dense", help="Leave mixtures of experts out.")]
PositiveOption = Annotated[
    bool, typer.Option("--drop-nonpositive", help="Leave values below 0 out; a 0 always is.")
]
SeedOption = Annotated[
    int | None, typer.Option(help="Of the resamples; the same each time unless given.", min=0)
]


@trends_app.command(name="growth")
def trends_growth(
    file: SeriesFile = "",
    x: XOption = "published",
    y: YOption = "training_compute",
    per: Annotated[str, typer.Option(help="Divide the values by this column.", metavar="COL")] = "",
    group: Annotated[str, typer.Option(help="One fit for each value of this column.", metavar="COL")] = "",
    split: Annotated[bool, typer.Option("--split", help="Cells of --group list several groups.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this group; repeatable.")] = None,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", help="auto, none, or a date; repeatable.", metavar="auto|none|DATE"),
    ] = None,
    kind: Annotated[Kind, typer.Option(help="Whether the level may jump at a break.")] = Kind.any,
    most: Annotated[int, typer.Option(help="Most breaks to search for.", min=0, max=3)] = 2,
    since: SinceOption = "",
    until: UntilOption = "",
    bare_year: BareYearOption = BareYear.jan1,
    cluster: ClusterOption = Cluster.auto,
    method: MethodOption = Method.ols,
    dense: DenseOption = False,
    drop_nonpositive: PositiveOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """How fast a quantity grows, in segments, with 90% intervals.

    Example: flopwatch trends growth notable.csv --x "Publication date" --y Parameters --break 2017 --json
    """
    from flopwatch import trends

    asked = trends.Asked(
        x=x, y=y, per=per, group=group, split=split, only=tuple(only or ()), bare_year=bare_year.value,
        since=_day(since, "since"), until=_day(until, "until", last=True), cluster=cluster.value, method=method.value,
        dense=dense, drop_nonpositive=drop_nonpositive, seed=trends.SEED if seed is None else seed,
    )  # fmt: skip
    found = trends.growth(
        file, lambda: pipeline.take_census(_data(data), store), asked, breaks=breaks or ["auto"],
        kind="" if kind is Kind.any else kind.value, most=most,
    )  # fmt: skip
    _show_trend(found, as_json)


@trends_app.command(name="frontier")
def trends_frontier(
    file: SeriesFile = "",
    x: XOption = "published",
    y: YOption = "training_compute",
    top: Annotated[list[int] | None, typer.Option(help="Top n at release; repeatable.", min=1)] = None,
    since: SinceOption = "",
    until: UntilOption = "",
    bare_year: BareYearOption = BareYear.jan1,
    cluster: ClusterOption = Cluster.auto,
    method: MethodOption = Method.ols,
    dense: DenseOption = False,
    drop_nonpositive: PositiveOption = False,
    seed: SeedOption = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Who set records, who was in the top n at release, how fast both grow, how far open models lag.

    Example: flopwatch trends frontier pcd.csv --x "Publication date" --y "Training compute (FLOP)" --since 2018
    """
    from flopwatch import trends

    asked = trends.Asked(
        x=x, y=y, bare_year=bare_year.value, since=_day(since, "since"), until=_day(until, "until", last=True),
        cluster=cluster.value, method=method.value, dense=dense, drop_nonpositive=drop_nonpositive, seed=trends.SEED if seed is None else seed,
    )  # fmt: skip
    found = trends.frontier(file, lambda: pipeline.take_census(_data(data), store), asked, top=top or [10])
    _show_trend(found, as_json)


def _day(text: str, option: str, *, last: bool = False) -> dt.date | None:
    if not text:
        return None
    try:
        date = PartialDate.from_iso(text)
    except ValueError as error:
        raise typer.BadParameter(f"--{option} {error}") from error
    return date.latest if last else date.earliest


def _show_trend(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    columns = ("group", "start", "end", "n", "clusters", "growth_factor_per_year", "doubling_months", "r2")
    show_rows(found["segments"], Format.table, columns)
    for one in found["breaks"]:
        date = one["date"]
        sure = "given" if one["given"] else f"90%: {date['p5']} to {date['p95']}"
        typer.echo(f"break, {one['group']}: {date['p50']} ({sure}), {one['kind']}")
    for one in found.get("frontier", []):
        typer.echo(f"{one['date']}  {one['value']:.3g}  {one['name']}{'  record' if one['record'] else ''}")
    if months := found.get("lag", {}).get("months"):
        late = len(found["lag"]["unmatched"])
        typer.echo(
            f"open models follow closed records after {_cell(months)} months; {late} records not yet reached"
        )
    for one in found["unknown"]:
        say(f"not fitted: {one['group']}: {one['reason']}")
    for one in found["excluded"]:
        say(f"left out: {one['rows']} rows: {one['reason']}")


def main(run: Callable[[], None] | None = None) -> None:
    """Run the command line: a deliberate error becomes its message and exit code 1, never a traceback."""
    # A command makes some hundred thousand objects and keeps most of them to its end: looking for garbage after every 700 would
    # take a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    try:
        (run or app)()
    except FlopwatchError as error:
        say(f"flopwatch: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not our error. Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        say(f"flopwatch: {error.filename or 'the system'}: {error.strerror or error}.")
        sys.exit(1)
