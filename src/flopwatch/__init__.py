"""flopwatch: a living, sourced census of AI models.

Example:
    >>> import flopwatch as fw
    >>> fw.LogNormal.from_interval(low=1e25, high=4e25).prob_above(1e25) > 0.94
    True
    >>> fw.show("Gopher", ledger="absent.sqlite")["fields"]["parameters"]["value"]
    280000000000
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flopwatch.notebook import Answer

if TYPE_CHECKING:
    import polars as pl

    from flopwatch.census import Census
    from flopwatch.domain import Snapshot, When
    from flopwatch.estimation import Given
    from flopwatch.statistics import LogNormal

__version__ = "0.1.0"

_LEDGER = ".flopwatch/ledger.sqlite"
_RELEASES = ".flopwatch/release"

# The rooms are imported in the calls, LogNormal when first used, to keep `import flopwatch` quick.


def __getattr__(name: str) -> Any:
    if name == "LogNormal":
        from flopwatch.statistics import LogNormal

        return LogNormal
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def take_census(ledger: str | Path = _LEDGER, *, as_of: str = "", known_on: str = "") -> Census:
    """Return the census of the bundled base and a ledger: records estimated, classified and audited.

    Args:
        ledger: Address of the ledger: a file, or `sqlite:PATH`; empty if it does not exist.
        as_of: Only models published by this ISO date, with figures as known; "" for all.
        known_on: Only what sources stated and people decided by this ISO date; "" for all. The two combine.
    """
    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    return api.take_census(curated_folder(), str(ledger), _when(as_of, known_on))


def _when(as_of: str, known_on: str) -> When:
    from flopwatch.domain import PartialDate, When

    return When(*(PartialDate.from_iso(one).latest if one else None for one in (as_of, known_on)))


def models(
    where: str = "", *, sort: str = "id", ledger: str | Path = _LEDGER, as_of: str = "", known_on: str = ""
) -> pl.DataFrame:
    """Return the models as a Polars table, one row each; `to_pandas()` converts it.

    Args:
        where: SQL expression over the columns, as in `flopwatch models --where`.
        sort: Column, or `column:desc`.
        ledger: Address of the ledger: a file, or `sqlite:PATH`.
        as_of: As for `take_census`.
        known_on: As for `take_census`.
    """
    import polars as pl

    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    rows = api.choose_flat(api.listed(curated_folder(), str(ledger), _when(as_of, known_on)), where=where, sort=sort)
    return pl.DataFrame(rows, infer_schema_length=None)


def show(model: str, *, ledger: str | Path = _LEDGER) -> Answer:
    """Return one model by id or name, with every claim and its receipt, as `flopwatch show --json` prints it.

    In a notebook the answer is shown as the receipt.
    """
    from flopwatch import api

    return Answer(api.to_plain(api.show(take_census(ledger), model)))


def search(words: str, *, limit: int = 20, ledger: str | Path = _LEDGER) -> pl.DataFrame:
    """Return what has the words in its names, as `flopwatch search` finds it: kind, name, page.

    Args:
        words: Words of a name, in any script.
        limit: Maximum number of rows.
        ledger: Address of the ledger.

    Raises:
        NotFound: If nothing is called that; with the nearest names.
    """
    from flopwatch import api

    return _frame(api.to_plain(api.search(take_census(ledger), words)[:limit]))


def estimate(
    *,
    chip: str = "",
    number_format: str = "",
    date: str = "",
    usd_year: int | None = None,
    like: Sequence[str] | str = (),
    confidence: str = "",
    compute_method: str = "",
    domain: str = "",
    encoder_decoder: bool = False,
    with_cost: bool = False,
    country: str = "",
    operator: str = "",
    ledger: str | Path = _LEDGER,
    **given: Given | None,
) -> Answer:
    """Estimate a run's training compute from any mix of inputs, or the inputs for a given compute, as `flopwatch
    estimate --json` does.

    In a notebook the answer is shown as the receipt.

    Args:
        chip: The accelerator.
        number_format: `bf16`, `fp8`, …; the chip's usual one if empty.
        date: ISO date of the prices; the latest known if empty.
        usd_year: Year of the dollars of `cost`.
        like: Comparisons with models of the census: `"0.4x GPT-4"`, `"at least Inflection-2"`.
        confidence: The confidence word of the source of `compute` (`High-precision`, `Confident`, `Likely`, …); "" for
            none.
        compute_method: Method of that source: `operations`, `hardware`, or both with a comma; "" if unstated.
        domain: The model's domain; "" for language.
        encoder_decoder: Whether each token passes only one half of the parameters.
        with_cost: Whether to add cost, energy and emissions.
        country: ISO code of the place of the run, for emissions.
        operator: `large` or `other`: the kind of data-centre operator.
        ledger: Address of the ledger: a file, or `sqlite:PATH`, for `like`.
        **given: Each a number, words (`"405B"`, `"0.3..0.5"`, `"0.4 ×/÷ 1.3"`), a (low, high) pair that is a 90%
            interval, or a `LogNormal`: `parameters`, `active_parameters`, `tokens`, `epochs`, `chips`, `hours`, `days`,
            `chip_hours`, `mfu`, `peak` (FLOP/s), `cost`, `price` (USD), `tdp` (W), `compute`, `inverse` (FLOP).

    Raises:
        FlopwatchError: If an input is invalid; the message names it, its words and the next step.

    Example:
        >>> import flopwatch as fw
        >>> llama = fw.estimate(parameters=405e9, tokens="15.6T")
        >>> f"{llama['compute_flop']['p50']:.2g}"
        '3.8e+25'
    """
    from flopwatch import api
    from flopwatch.api import estimates
    from flopwatch.bundled_data import curated_folder

    found = estimates.estimate(
        given,
        curated_folder(),
        str(ledger),
        chip=chip,
        number_format=number_format,
        date=date,
        usd_year=usd_year,
        like=(like,) if isinstance(like, str) else like,
        confidence=confidence,
        compute_method=compute_method,
        domain=domain,
        encoder_decoder=encoder_decoder,
        with_cost=with_cost,
        country=country,
        operator=operator,
    )
    return Answer(api.to_plain(found))


def thresholds(at: str = "", *, ledger: str | Path = _LEDGER, as_of: str = "", known_on: str = "") -> pl.DataFrame:
    """Return the models at each threshold as a table, most probable first, with the columns of `flopwatch thresholds`.

    Args:
        at: Amount in FLOP, such as `1e25`; "" for every threshold.
        ledger: Address of the ledger.
        as_of: As for `take_census`.
        known_on: As for `take_census`.
    """
    from flopwatch import api

    return _frame(api.to_plain(api.thresholds(take_census(ledger, as_of=as_of, known_on=known_on), at=at)))


def trends(
    file: str | Path = "",
    *,
    x: str = "published",
    y: str = "training_compute",
    group: str = "",
    breaks: Sequence[str] = ("auto",),
    ledger: str | Path = _LEDGER,
) -> pl.DataFrame:
    """Fit the growth of a quantity and return its segments as a table, as `flopwatch trends growth` does.

    Intervals are three columns, such as `growth_factor_per_year_p5`, `…_p50` and `…_p95`.

    Args:
        file: A CSV; "" for the census.
        x: Column of the date.
        y: Column of the quantity.
        group: Column of the groups; "" for one fit.
        breaks: `auto`, `none`, or dates.
        ledger: Address of the ledger, for the census.

    Raises:
        FlopwatchError: If the file or a column does not exist, or nothing can be fitted.
    """
    from flopwatch import api
    from flopwatch.api import trends as fits

    found = fits.growth(str(file), lambda: take_census(ledger), fits.Asked(x=x, y=y, group=group), breaks=breaks)
    return _frame(api.to_plain(found.segments))


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a table; an interval becomes the columns of its quantiles."""
    import polars as pl

    flat = []
    for row in rows:
        one: dict[str, Any] = {}
        for name, value in row.items():
            if isinstance(value, Mapping):
                one.update({f"{name}_{part}": inner for part, inner in value.items()})
            else:
                one[name] = value
        flat.append(one)
    return pl.DataFrame(flat, infer_schema_length=None)


def same(a: str, b: str, *, ledger: str | Path = _LEDGER) -> dict[str, Any]:
    """Return whether two names denote one model, with probability and reasons, as `flopwatch same --json` prints it."""
    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    answer: dict[str, Any] = api.to_plain(api.same(curated_folder(), str(ledger), a, b))
    return answer


def diff(
    a: str | Path, b: str | Path, *, reader: str = "", out: str | Path = _RELEASES, ledger: str | Path = _LEDGER
) -> pl.DataFrame:
    """Return the changes between two files, releases or dates as a table, with the columns of `flopwatch diff`.

    Args:
        a: The earlier state: a file, the number of a release or its folder, or an ISO date.
        b: The later state, of the same kind.
        reader: Format of the files; recognised if empty.
        out: The folder of the releases that numbers name.
        ledger: Address of the ledger.
    """
    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    found = api.diff(curated_folder(), str(ledger), str(a), str(b), out=Path(out), reader=reader)
    return _frame(api.to_plain(found.changes))


def read(reader: str, place: str) -> Snapshot:
    """Read an outside file without storing it: its claims, and its skipped and quarantined entries.

    Args:
        reader: Name of a reader (`awesome-list`, `epoch-csv`, …).
        place: Path or http(s) address.

    Raises:
        FlopwatchError: If the reader does not exist, or the file cannot be read.
    """
    from flopwatch import sources

    return sources.read_file(reader, place)[0]


def extract(text: str, *, language: str = "") -> dict[str, Any]:
    """Read the names and facts that a text states about models, as `flopwatch extract --json` prints them.

    Args:
        text: Running text or Markdown in English or one of 15 other languages.
        language: Tag of its language, such as `fr`; "" finds it from script and words.

    Raises:
        WrongUsage: If the language has no lexicon.
    """
    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    found: dict[str, Any] = api.to_plain(api.extract(text, curated_folder(), language=language))
    return found


def mine(paths: Sequence[str | Path], out: str | Path, *, workers: int = 0, cluster: str = "") -> dict[str, Any]:
    """Read the facts of many documents into Parquet files under `out`, as `flopwatch mine --json` counts them.

    Args:
        paths: Web archives, Parquet, JSON lines, HTML or text, and folders of them.
        out: The folder of the output; what it has already is not read again.
        workers: Processes on this machine; 0 reads in this one.
        cluster: Address of a Dask scheduler whose workers see the same files, or "".

    Raises:
        WrongUsage: If both workers and a cluster are given.
    """
    from flopwatch import api
    from flopwatch.bundled_data import curated_folder

    places = [Path(path) for path in paths]
    counts: dict[str, Any] = api.to_plain(
        api.mine(places, Path(out), curated_folder(), workers=workers, cluster=cluster)
    )
    return counts


def architecture(
    config: str | Path | Mapping[str, Any], *, context: int | None = None, convention: str = "full"
) -> dict[str, Any]:
    """Count parameters and FLOP per token from a Hugging Face config, as `flopwatch architecture --json` prints them.

    Args:
        config: Path or address of a `config.json`, the parsed object, or path of a GGUF file.
        context: Tokens per sequence; by default 4096, or the model's own maximum if that is less.
        convention: `full` or `causal-half` attention.
    """
    from flopwatch import api

    place = config if isinstance(config, Mapping) else str(config)
    counts: dict[str, Any] = api.to_plain(api.architecture(place, context=context, convention=convention))
    return counts


__all__ = [
    "LogNormal",
    "__version__",
    "architecture",
    "diff",
    "estimate",
    "extract",
    "mine",
    "models",
    "read",
    "same",
    "search",
    "show",
    "take_census",
    "thresholds",
    "trends",
]


def __dir__() -> list[str]:
    """Return the public names alone, for completion in notebooks and shells."""
    return sorted(__all__)
