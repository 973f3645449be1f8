"""The explorer's axes, legends and ready-made views."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.wording import N_


@dataclass(frozen=True)
class PlottedQuantity:
    """A quantity that an axis can show, in one unit.

    Args:
        id: Its word in addresses.
        column: Key of the row's column that holds it.
        label: The axis label, with the unit.
        title: The label without the unit, for titles.
        grows: Verb phrase of the trend's sentence.
        header: The header in the CSV of a view, as in `models.csv`.
        data_unit: The unit of the data set that a row must state; "" for any.
        over: Key of the column that the quantity is divided by, or "".
    """

    id: str
    column: str
    label: str
    title: str
    grows: str
    header: str
    data_unit: str = ""
    over: str = ""


QUANTITIES: tuple[PlottedQuantity, ...] = (
    PlottedQuantity(
        "compute",
        "training_compute_flop",
        N_("Training compute, FLOP"),
        N_("Training compute"),
        N_("Training compute"),
        "Training compute (FLOP)",
    ),
    PlottedQuantity(
        "parameters", "parameters", N_("Parameters"), N_("Parameters"), N_("The number of parameters"), "Parameters"
    ),
    PlottedQuantity(
        "active",
        "active_parameters",
        N_("Active parameters (mixtures of experts)"),
        N_("Active parameters"),
        N_("The number of active parameters"),
        "Active parameters",
    ),
    PlottedQuantity(
        "data",
        "dataset_size",
        N_("Training data, tokens"),
        N_("Training data"),
        N_("The number of training tokens"),
        "Training dataset size (tokens)",
        data_unit="tokens",
    ),
    PlottedQuantity(
        "datapoints",
        "dataset_size",
        N_("Training data, datapoints (unit not stated)"),
        N_("Datapoints"),
        N_("The number of training datapoints"),
        "Training dataset size (datapoints)",
        data_unit="datapoints",
    ),
    PlottedQuantity(
        "words",
        "dataset_size",
        N_("Training data, words"),
        N_("Training words"),
        N_("The number of training words"),
        "Training dataset size (words)",
        data_unit="words",
    ),
    PlottedQuantity(
        "compute-per-parameter",
        "training_compute_flop",
        N_("Training compute per parameter, FLOP"),
        N_("Training compute per parameter"),
        N_("Training compute per parameter"),
        "Training compute per parameter (FLOP)",
        over="parameters",
    ),
    PlottedQuantity(
        "tokens-per-parameter",
        "dataset_size",
        N_("Training tokens per parameter"),
        N_("Training tokens per parameter"),
        N_("The number of training tokens per parameter"),
        "Training tokens per parameter",
        data_unit="tokens",
        over="parameters",
    ),
    PlottedQuantity(
        "cost",
        "training_cost_usd_2023",
        N_("Training cost, US dollars of 2023"),
        N_("Training cost"),
        N_("The cost of training"),
        "Training cost (2023 USD)",
    ),
    PlottedQuantity(
        "power",
        "training_power_w",
        N_("Power drawn in training, W"),
        N_("Training power"),
        N_("Power drawn in training"),
        "Training power draw (W)",
    ),
)
# The columns whose sources the table carries, each once: several quantities are of one column.
SOURCED = tuple(dict.fromkeys(column for q in QUANTITIES for column in (q.column, q.over) if column))

ACCESS: tuple[tuple[str, str], ...] = (
    ("open", N_("Open weights")),
    ("hosted", N_("API or hosted")),
    ("closed", N_("Unreleased or closed")),
    ("unknown", N_("Not stated")),
)
CATEGORIES: tuple[tuple[str, str], ...] = (
    ("industry", "Industry"),
    ("academia", "Academia"),
    ("research-collective", "Research collective"),
    ("government", "Government"),
    ("individual", "Individual"),
    ("unknown", N_("Not stated")),
)


@dataclass(frozen=True)
class Preset:
    """A named view: `query` is its query string."""

    name: str
    query: str
    about: str


PRESETS: tuple[Preset, ...] = (
    Preset(
        N_("The frontier"), "", N_("All models with a figure, and the trend of the ten largest at release since 2018.")
    ),
    Preset(N_("All models, one line"), "fit=all", N_("Another sample: every model since 2010, large or small.")),
    Preset(
        N_("Three eras"),
        "from=1950&fit=all&eras=2010,2015-09",
        N_("Before deep learning, deep learning, large scale: a trend for each."),
    ),
    Preset(
        N_("Record-setters"),
        "records=only",
        N_("Only models that used more compute than any before them."),
    ),
    Preset(
        N_("Above 1e25"),
        "from=2022&min=1e25&fit=none&bars=1",
        N_("Models with a median above 10²⁵ FLOP, with their intervals."),
    ),
    Preset(
        N_("Parameter counts 1952 to today"),
        "y=parameters&from=1950&fit=group",
        N_("Document 002's question, by domain."),
    ),
    Preset(
        N_("Open against closed"),
        "by=access&from=2017&fit=group",
        N_("Do open models lag? A trend for each way of access."),
    ),
    Preset(
        N_("Tokens per parameter"),
        "y=tokens-per-parameter&from=2018&fit=all",
        N_("How much data models of a size are trained on."),
    ),
    Preset(N_("Data against parameters"), "y=data&x=parameters&fit=all", N_("Training tokens by model size.")),
    Preset(N_("Cost"), "y=cost&from=2015&fit=all", N_("Training cost as stated by sources.")),
)
