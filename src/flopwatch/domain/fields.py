"""The fields that a claim can describe: for each its kind of value, unit and meaning, in one tuple."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.domain.errors import BadClaim
from flopwatch.domain.units import DATA_UNITS


@dataclass(frozen=True)
class Field:
    """One field of the census.

    Args:
        name: Its name in code, CSV, page and command.
        kind: `quantity` (exact decimal in `units[0]`'s dimension), `date`, `term` (of `vocabulary`), `link` or `text`.
        meaning: One line for the data dictionary.
        units: For quantities: the base units allowed.
        vocabulary: For terms: the vocabulary's name; "" leaves the term open.
        many: Whether a model can have several values at once (domains, developers).
        prose: Whether it holds a source's own prose, which never enters the bundled base.
        locates: Whether it says where in its source the entry is: kept as a claim, but no fact of the model.
        subjects: The kinds of subject it applies to.
        low: Smallest plausible value, in the base unit; "" for none.
        high: Largest plausible value, in the base unit; "" for none.
    """

    name: str
    kind: str
    meaning: str
    units: tuple[str, ...] = ()
    vocabulary: str = ""
    many: bool = False
    prose: bool = False
    locates: bool = False
    subjects: tuple[str, ...] = ("model",)
    low: str = ""
    high: str = ""


_DATA = (*DATA_UNITS, "hours", "bytes")
_ANY = ("model", "framework", "survey", "product")


def _q(
    name: str,
    meaning: str,
    *units: str,
    low: str = "",
    high: str = "",
    subjects: tuple[str, ...] = ("model",),
) -> Field:
    return Field(name, "quantity", meaning, units=units, low=low, high=high, subjects=subjects)


def _t(
    name: str,
    meaning: str,
    vocabulary: str = "",
    *,
    many: bool = False,
    subjects: tuple[str, ...] = ("model",),
) -> Field:
    return Field(name, "term", meaning, vocabulary=vocabulary, many=many, subjects=subjects)


def _x(
    name: str,
    meaning: str,
    *,
    many: bool = False,
    prose: bool = False,
    subjects: tuple[str, ...] = ("model",),
) -> Field:
    return Field(name, "text", meaning, many=many, prose=prose, subjects=subjects)


def _l(name: str, meaning: str, *, subjects: tuple[str, ...] = _ANY) -> Field:
    return Field(name, "link", meaning, many=True, subjects=subjects)


FIELDS: tuple[Field, ...] = (
    # who, what, when
    _t("developer", "An organisation that developed it.", "developer", many=True, subjects=_ANY),
    _t(
        "country",
        "Country of a developing organisation, by ISO code.",
        "country",
        many=True,
        subjects=("model", "developer"),
    ),
    _t(
        "organization_category",
        "Industry, academia, government or research collective.",
        "organization_category",
        many=True,
        subjects=("model", "developer"),
    ),
    Field("published", "date", "First public announcement or publication.", subjects=_ANY),
    _x("family", "Model family as its source names it.", many=True),
    _t("domain", "Subject area.", "domain", many=True, subjects=_ANY),
    _t("task", "Task it was trained for.", many=True),
    _t("kind_of_system", "Neural network, statistical model, support vector machine, ….", "kind_of_system"),
    _x("authors", "Authors as the source lists them.", many=True),
    _t("notability", "Reason why a source counts it as notable.", "notability", many=True),
    # size and data
    _q("parameters", "Trainable parameters in all, of the largest variant.", "parameters", low="1", high="1e16"),
    _q("active_parameters", "Parameters used for one token.", "parameters", low="1", high="1e15"),
    _q("variant_parameters", "Parameters of one of several released sizes.", "parameters", low="1", high="1e16"),
    _q("component_parameters", "Parameters of a named part.", "parameters", low="1", high="1e16"),
    _q(
        "embedding_parameters",
        "Parameters of embedding tables.",
        "parameters",
        low="1",
        high="1e16",
        subjects=("model", "framework"),
    ),
    _q("dataset_size", "Unique training data, counted in its own unit.", *_DATA, low="1", high="1e18"),
    _q("tokens_seen", "Tokens that passed through training, repeats included.", "tokens", low="1", high="1e18"),
    _q(
        "tokens_generated",
        "Tokens or positions generated to train on: self-play, roll-outs.",
        "tokens",
        low="1",
        high="1e18",
    ),
    _q(
        "teacher_parameters",
        "Parameters of a teacher model that labelled its data.",
        "parameters",
        low="1",
        high="1e16",
    ),
    _q("epochs", "Passes over the data.", "epochs", low="0.0001", high="1e7"),
    _q("batch_size", "Batch size, in the data's own unit.", *_DATA, low="1", high="1e12"),
    _x("dataset", "Names of the training data.", many=True),
    _t(
        "data_languages",
        "Languages of the training data; the qualifier `share` is a language's share of it, `amount` its size.",
        "language",
        many=True,
    ),
    _q("data_language_count", "Languages in the training data, counted.", "languages", low="1", high="1e4"),
    _q("context_length", "Longest context, in tokens.", "tokens", low="1", high="1e9"),
    _q("vocabulary_size", "Tokens in the vocabulary.", "tokens", low="1", high="1e8"),
    _q("hidden_layers", "Hidden layers.", "layers", low="0", high="1e5"),
    # compute, hardware, money, energy
    _q("training_compute", "Operations to train it, pre-trained parts included.", "FLOP", low="1", high="1e30"),
    _q("finetune_compute", "Operations of fine-tuning alone.", "FLOP", low="1", high="1e30"),
    _q("post_training_compute", "Operations of post-training alone.", "FLOP", low="1", high="1e30"),
    _q("inference_compute", "Operations of one forward pass, per token or example.", "FLOP", low="1", high="1e20"),
    _q(
        "training_compute_ratio",
        "Operations to train it as a multiple of another model's, which the qualifier `relative_to` names.",
        "scale",
        low="1e-9",
        high="1e9",
    ),
    _q("training_compute_lower_bound", "A lower bound that a source states.", "FLOP", low="1", high="1e30"),
    _q("training_compute_upper_bound", "An upper bound that a source states.", "FLOP", low="1", high="1e30"),
    _t("training_compute_method", "Method by which a source estimated the compute.", "compute_method", many=True),
    _t(
        "quality_against",
        "Quality of its output (better, equal or worse) compared with the model that the qualifier `relative_to` "
        "names.",
        "quality",
        many=True,
    ),
    _x("training_compute_believed", "A bare statement that compute exceeds a threshold, and why.", many=True),
    _q("training_compute_rank", "Rank by compute when published.", "count", low="1", high="1e6"),
    _q("training_time", "Wall-clock training time.", "hours", low="0.001", high="1e6"),
    _q("chip_hours", "Accelerator time in all.", "chip-hours", low="0.001", high="1e11"),
    _q("chip_count", "Accelerators running at once.", "chips", low="1", high="1e8"),
    _t("chip", "The accelerator it was trained on.", "chip", many=True),
    _q("utilization", "Achieved share of peak FLOP/s (MFU).", "fraction", low="0.0001", high="1"),
    _q(
        "hardware_utilization",
        "Achieved share of peak FLOP/s, recomputation included (HFU).",
        "fraction",
        low="0.0001",
        high="1",
    ),
    _q(
        "training_cost",
        "Cost to train it; the year of the money is in `usd_year`.",
        "USD",
        "EUR",
        low="0.001",
        high="1e12",
    ),
    _q("training_energy", "Energy used in training.", "Wh", low="1", high="1e13"),
    _q("training_power", "Power drawn in training.", "W", low="1", high="1e11"),
    _t("number_format", "Number format of the arithmetic.", "number_format", many=True),
    _x("training_data_center", "Data center it was trained in.", many=True),
    _x("cloud_vendor", "Cloud it was trained on.", many=True),
    # how it is built
    _t("architecture", "Kind of architecture.", "architecture", many=True, subjects=_ANY),
    _x("architecture_detail", "The source's word for the architecture where it is more special."),
    _t("objective", "Training objective.", "objective", many=True),
    _t("approach", "Supervised, self-supervised, reinforcement learning, ….", "approach", many=True),
    _x("finetuning_task", "Task it was fine-tuned for.", many=True),
    _x("tokenization", "Tokenizer."),
    _x("optimizer", "Optimizer."),
    _x("text_encoder", "Text encoder."),
    _x("image_encoder", "Image encoder."),
    _x("image_decoder", "Image decoder."),
    _x("fusion", "Method of fusing modalities."),
    _x("core_operator", "Core operator."),
    _x("resolution", "Resolution of images in or out."),
    _x("generates", "Kind of output it generates.", many=True),
    _x("programming_language", "Language or library of the code."),
    _x("training_framework", "Software it was trained with.", many=True),
    _x("base_model", "Model it was built upon.", many=True),
    _x("variants", "Models tuned from it.", many=True),
    # access and papers
    _t("access", "Public access to the model.", "access"),
    _t("code_access", "Public access to the code.", "code_access", subjects=_ANY),
    _t("dataset_access", "Public access to the training data.", "code_access"),
    _x("framework_group", "Group of frameworks under which its list has it.", subjects=("framework",)),
    _x(
        "distributed_training",
        "`yes` where its list marks it as one for distributed training.",
        subjects=("framework",),
    ),
    _x("license", "Licence of the weights."),
    _x("title", "Title of the paper or announcement.", subjects=_ANY),
    _t("publication_status", "Peer-reviewed, preprint, report, announcement.", "publication_status", subjects=_ANY),
    _x("venue", "Venue of publication.", subjects=_ANY),
    _l("paper", "Paper."),
    _l("homepage", "Developer's page on it."),
    _l("weights", "Weights or code that can be downloaded."),
    _l("source_code", "Source code."),
    _l("announcement", "Blog post or news on it."),
    _l("archived", "Archived copy."),
    Field("listed_under", "text", "Heading of the list section that it is in.", locates=True),
    Field(
        "listed_as", "text", "All words of a key in a list, where no fact holds them all.", locates=True, subjects=_ANY
    ),
    _x("hugging_face_id", "Developer's name on the Hugging Face Hub."),
    _q("citations", "Citations counted by a source at its date.", "citations", low="0", high="1e7"),
    _x("research_problem", "Research problem the source files it under.", many=True),
    _t("confidence", "The source's own word for how sure it is.", "confidence"),
    _t(
        "flagged",
        "A yes/no mark of the source's own: excluded, foundation model, frontier model, distilled, ….",
        many=True,
    ),
    _t("product_use", "Relation of a product to a model.", "product_use", subjects=("product",)),
    _x("uses_model", "The model a product is built on.", many=True, subjects=("product",)),
    _q(
        "benchmark_score",
        "Score, as a fraction; the qualifiers name the `benchmark`, the `harness` and the `setting`.",
        "fraction",
        low="0",
        high="1",
    ),
    _x("leaderboard_scores", "Benchmark results as the source words them.", many=True, prose=True),
    # other subjects
    _q(
        "price",
        "Rent of one accelerator for an hour; of a model: what a source states or assumes for its run.",
        "USD/chip-hour",
        "EUR/chip-hour",
        low="0.001",
        high="1000",
        subjects=("chip", "model"),
    ),
    _q(
        "figure",
        "A number that a document's finding states.",
        "models",
        "fraction",
        "times/year",
        "hours",
        "FLOP",
        "count",
        "parameters",
        "scale",
        "USD",
        "epochs",
        "citations",
        *(unit for unit in _DATA if unit != "hours"),
        subjects=("finding",),
    ),
    _x("statement", "Statement of a finding or recipe, in our words.", subjects=("finding", "recipe", "threshold")),
    # prose: kept in a user's own ledger only
    _x("innovation", "Innovation, in the source's words.", many=True, prose=True),
    _x("extension", "Extension of earlier work, in the source's words.", many=True, prose=True),
    _x("application", "Intended use, in the source's words.", many=True, prose=True),
    _x("hardware_information", "The source's words on hardware.", many=True, prose=True),
    _x("abstract", "Abstract.", prose=True),
    _x("notes", "The source's notes.", many=True, prose=True),
)

_BY_NAME = {field.name: field for field in FIELDS}

SUBJECT_KINDS: tuple[str, ...] = (
    "model",
    "developer",
    "chip",
    "benchmark",
    "framework",
    "survey",
    "product",
    "threshold",
    "finding",
    "recipe",
)


def field(name: str) -> Field:
    """Return the field of that name.

    Raises:
        BadClaim: If there is none.
    """
    found = _BY_NAME.get(name)
    if found is None:
        raise BadClaim(f"field {name!r} is not known. Known fields: {', '.join(sorted(_BY_NAME))}.")
    return found
