"""Commands that estimate compute, and commands that validate estimates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from flopwatch import api
from flopwatch.cli.apps import app, validate_app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.domain import WrongUsage

if TYPE_CHECKING:
    from flopwatch.api import imputation_evidence
    from flopwatch.estimation import Given


@app.command()
def estimate(
    parameters: Annotated[str, typer.Option(help="All parameters: 405B, 405e9, 350B..450B.", metavar="N")] = "",
    config: Annotated[
        str, typer.Option(help="Count parameters from a config: a file, an address, owner/name.", metavar="CONFIG")
    ] = "",
    active_parameters: Annotated[str, typer.Option(help="Parameters used for one token.", metavar="N")] = "",
    tokens: Annotated[str, typer.Option(help="Tokens seen, or in the data if --epochs is given.", metavar="D")] = "",
    data_tokens: Annotated[str, typer.Option(help="Tokens in the data; passes unknown.", metavar="D")] = "",
    data_words: Annotated[str, typer.Option(help="Words in the data; passes unknown.", metavar="D")] = "",
    data_bytes: Annotated[str, typer.Option(help="Bytes of text in the data.", metavar="D")] = "",
    epochs: Annotated[str, typer.Option(help="Passes over the data.", metavar="E")] = "",
    chips: Annotated[str, typer.Option(help="Accelerators running at once.", metavar="N")] = "",
    chip: Annotated[str, typer.Option(help="The accelerator: H100, TPU v4.", metavar="NAME")] = "",
    hours: Annotated[str, typer.Option(help="Wall-clock time.", metavar="H")] = "",
    days: Annotated[str, typer.Option(help="Wall-clock time: 54, '54 days', 50..60.", metavar="D")] = "",
    chip_hours: Annotated[str, typer.Option(help="Accelerator-hours in all.", metavar="H")] = "",
    mfu: Annotated[str, typer.Option(help="Share of peak achieved: 0.38, 38%, 0.3..0.5.", metavar="SHARE")] = "",
    peak: Annotated[str, typer.Option(help="Dense peak of one chip: '989 TFLOP/s'.", metavar="FLOP/s")] = "",
    number_format: Annotated[str, typer.Option(help="bf16, fp8, …", metavar="FORMAT")] = "",
    cost: Annotated[str, typer.Option(help="Cost of the run: 20e6, '$20M'.", metavar="USD")] = "",
    price: Annotated[str, typer.Option(help="Rent of a chip for an hour.", metavar="USD")] = "",
    usd_year: Annotated[int | None, typer.Option(help="Year of the dollars of --cost.", metavar="YEAR")] = None,
    date: Annotated[str, typer.Option(help="Day of the prices; the latest known by default.", metavar="DATE")] = "",
    base: Annotated[str, typer.Option(help="Compute of the base model.", metavar="FLOP")] = "",
    compute: Annotated[str, typer.Option(help="Training compute as a source states it.", metavar="FLOP")] = "",
    confidence: Annotated[str, typer.Option(help="The source's word: Confident, Likely, …", metavar="WORD")] = "",
    compute_method: Annotated[
        str, typer.Option(help="The source's working: operations, hardware, or both.", metavar="METHOD")
    ] = "",
    domain: Annotated[str, typer.Option(help="Domain of the model; language by default.", metavar="DOMAIN")] = "",
    encoder_decoder: Annotated[bool, typer.Option(help="A token passes half of the parameters.")] = False,
    like: Annotated[
        list[str] | None,
        typer.Option(help="'0.4x GPT-4', '40% of GPT-4', 'at least Inflection-2'; repeatable."),
    ] = None,
    inverse: Annotated[str, typer.Option(help="Find the inputs for this much compute.", metavar="FLOP")] = "",
    with_cost: Annotated[bool, typer.Option("--with-cost", help="Add cost, energy and emissions.")] = False,
    tdp: Annotated[str, typer.Option(help="Rated power of one chip: 700.", metavar="W")] = "",
    country: Annotated[str, typer.Option(help="Place of the run, for emissions: US, France, DEU.", metavar="CC")] = "",
    operator: Annotated[str, typer.Option(help="Data centre: large or other.", metavar="KIND")] = "",
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Estimate a run from any mix of inputs, each a value, an interval (8.2e24..4.4e25) or a value x/ factor.

    Example: flopwatch estimate --parameters 405B --tokens 15.6T --chips 16384 --chip H100 --days 54 --mfu 0.38
    """
    from flopwatch.api import estimates

    words = {
        "parameters": parameters,
        "active_parameters": active_parameters,
        "tokens": tokens,
        "data_tokens": data_tokens,
        "data_words": data_words,
        "data_bytes": data_bytes,
        "epochs": epochs,
        "chips": chips,
        "hours": hours,
        "days": days,
        "chip_hours": chip_hours,
        "mfu": mfu,
        "peak": peak,
        "cost": cost,
        "price": price,
        "base": base,
        "compute": compute,
        "inverse": inverse,
        "tdp": tdp,
    }
    given: dict[str, Given | None] = {name: one or None for name, one in words.items()}
    counted = None
    if config:
        given, halves, counted = api.filled_by_config(config, given)
        encoder_decoder = encoder_decoder or halves
    row = estimates.estimate(
        given,
        data_folder(data),
        store,
        chip=chip,
        number_format=number_format,
        date=date,
        usd_year=usd_year,
        like=like or (),
        confidence=confidence,
        compute_method=compute_method,
        domain=domain,
        encoder_decoder=encoder_decoder,
        with_cost=with_cost,
        country=country,
        operator=operator,
    )
    if as_json:
        show_json(row if counted is None else {**msgspec.to_builtins(row), "config": msgspec.to_builtins(counted)})
    else:
        say_counted = f"{counted.parameters:,} parameters, {counted.active_parameters:,} active" if counted else ""
        _print_receipt(row.working_text, say_counted, config)


def _print_receipt(text: str, counted: str, config: str) -> None:
    if counted:
        say(f"{counted}, counted from {config}")
    typer.echo(text)


@app.command()
def architecture(
    config: Annotated[
        str,
        typer.Argument(
            metavar="CONFIG.json", help="Path or address of a config, owner/name on the hub, or a GGUF file."
        ),
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
    row = api.architecture(config, context=context, convention=convention)
    if as_json:
        show_json(row)
        return
    for line in api.architecture_lines(row):
        typer.echo(line)


@app.command()
def impute(
    model: Annotated[str, typer.Argument(help="The model, as the census or the tables given write it.")],
    scores: Annotated[
        list[Path] | None,
        typer.Option(
            "--scores",
            help="A CSV of benchmark scores, or the hub's model_versions.csv, in place of the census; repeatable.",
        ),
    ] = None,
    epoch: Annotated[
        list[Path] | None,
        typer.Option("--epoch", help="Epoch's CSV of models: compute, parameters, dates; repeatable."),
    ] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Impute a model's training compute from benchmark scores, with a measured interval, or say why not.

    From the census's scores, or from outside tables: --scores external_benchmark_mmlu.csv --scores benchmarks_runs.csv
    --epoch models.csv

    Example: flopwatch impute "GPT-4 Turbo"
    """
    from flopwatch.api import imputation

    row = imputation.impute_model(model, _evidence(data, store, scores, epoch))
    if as_json:
        show_json(row)
        return
    for line in imputation.imputation_lines(row):
        typer.echo(line)


def _evidence(
    data: Path | None, store: str, scores: list[Path] | None, epoch: list[Path] | None
) -> imputation_evidence.ImputationData:
    """Read the evidence for an imputation from the tables given, or from the census."""
    from flopwatch import api
    from flopwatch.api import imputation_evidence

    if scores:
        return imputation_evidence.read_evidence(data_folder(data), scores, epoch or [])
    if epoch:
        raise WrongUsage("--epoch needs --scores. Add --scores FILE, or drop --epoch to use the census's scores.")
    return imputation_evidence.census_evidence(api.take_census(data_folder(data), store))


@validate_app.command(name="estimates")
def validate_estimates(
    epoch: Annotated[
        list[str],
        typer.Option(
            help="A CSV of Epoch's; give it as often as needed. Later ones are scored on the names earlier ones lack."
        ),
    ],
    unseen: Annotated[
        list[str] | None,
        typer.Option(help="A further CSV: only rows count whose compute none of the others records. Repeatable."),
    ] = None,
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
    """Validate every method and their combination against recorded compute, which is held out.

    Example: flopwatch validate estimates --epoch pcd_2024-04-02.csv --epoch pcd_2025-06-20.csv --json
    """
    found = api.validate_estimates(data_folder(data), epoch, unseen or [])
    if as_json:
        show_json(found)
    else:
        for line in api.validation_lines(found):
            typer.echo(line)
    last = [row for row in found.rows if row.method == "combined" and row.subset.endswith("usable")]
    if strict and any(row.coverage_high is not None and row.coverage_high < 0.9 for row in last[-2:]):
        raise typer.Exit(1)


@validate_app.command(name="costs")
def validate_costs(
    markdown: Annotated[bool, typer.Option("--markdown", help="As the table that the docs keep.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Compare the training costs that a list states with its own hourly rates and chip time.

    Example: flopwatch validate costs --json
    """
    from flopwatch.api import estimates

    found = estimates.costs(data_folder(data), store)
    if as_json:
        show_json(found)
    elif markdown:
        typer.echo(found.markdown)
    else:
        columns = ("model", "stated", "chip_time", "rate", "computed_usd", "verdict", "note")
        show_rows(found.rows, form, columns)


@validate_app.command(name="one-e25")
def validate_one_e25(
    markdown: Annotated[bool, typer.Option("--markdown", help="As the page that the docs keep.")] = False,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    form: FormatOption = Format.table,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 if a recomputed figure is more than 1.25x off.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Recompute the compute that the document on 1e25 FLOP prints for 19 models from its inputs, or say why not.

    Example: flopwatch validate one-e25 --json
    """
    from flopwatch.api import estimates

    found = estimates.one_e25(data_folder(data), store)
    if as_json:
        show_json(found)
    elif markdown:
        typer.echo(found.markdown)
    else:
        columns = ("model", "printed", "compute_flop", "factor", "near", "method", "formula", "reason")
        show_rows(found.rows, form, columns)
        say(found.summary)
    if strict and any(row.near is False for row in found.rows):
        raise typer.Exit(1)


@validate_app.command(name="imputation")
def validate_imputation(
    scores: Annotated[
        list[Path] | None,
        typer.Option("--scores", help="A CSV of benchmark scores, in place of the census; repeatable."),
    ] = None,
    epoch: Annotated[list[Path] | None, typer.Option("--epoch", help="Epoch's CSV of models; repeatable.")] = None,
    split: Annotated[
        list[str] | None, typer.Option("--split", help="model, family or forward; all three by default.")
    ] = None,
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    as_json: JsonOption = False,
) -> None:
    """Impute every model of known compute by fits that held it out; takes a minute or more.

    Example: flopwatch validate imputation --scores base_llm_benchmark_eval.csv --epoch models.csv --split forward
    """
    from flopwatch.api import imputation_validation

    found = imputation_validation.validate_imputation(_evidence(data, store, scores, epoch), split or ())
    if as_json:
        show_json(found)
        return
    columns = (
        "method",
        "split",
        "subset",
        "n",
        "geometric_error_factor",
        "geometric_error_interval",
        "within_2x",
        "within_3x",
        "coverage_90",
        "coverage_interval",
        "median_interval_factor",
    )
    show_rows(found.rows, Format.table, columns)
