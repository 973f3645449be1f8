"""The columns of `models.csv`: header, snake-case name, type, meaning, and the function that fills the cell.

Headers that occur in Epoch AI's files keep Epoch AI's names, so that scripts written for those files can read ours.
"""

from __future__ import annotations

from collections.abc import Callable

from flopwatch.census import behind, class_claims, doubted_of, estimate_claims, estimate_of, headline_crossing
from flopwatch.classification import reasons_of
from flopwatch.domain import PartialDate, canonical, exact
from flopwatch.products.column_kinds import BY_NAME, WORKED_OUT_DIGITS, Column, Desk, Filled, label
from flopwatch.records import Record
from flopwatch.wording import amount_text, model_path, percent_words


def _labelled(name: str, values: tuple[str, ...], shares: tuple[str, ...]) -> list[str]:
    """Return the labels of values, each with its share where one is stated: `Chinese (88.5%)`."""
    stated = dict(zip(values, shares, strict=False))
    return [
        f"{label(name, one)} ({percent_words(stated[one])})" if stated.get(one) else label(name, one) for one in values
    ]


def _number(value: str, claims: tuple[str, ...]) -> Filled:
    number = exact(value)
    plain = int(number) if number == number.to_integral_value() else float(number)
    return Filled(canonical(number), claims, float(number), plain)


def _from_field(header: str, name: str, *, column: str = "", first: bool = False) -> Column:
    about = BY_NAME[name]
    many = about.many and not first

    def fill(record: Record, desk: Desk) -> Filled | None:
        value = record.fields.get(name)
        if value is None:
            return None
        claims = behind(value)
        if about.kind == "quantity":
            return _number(value.value, claims)
        shown = value.values[:1] if first else value.values
        plain = shown if many else shown[0]
        return Filled(",".join(_labelled(name, shown, value.shares)), claims, plain=plain)

    unit = f" In {about.units[0]}." if len(about.units) == 1 else ""
    kind = "number" if about.kind == "quantity" else "text"
    return Column(header, column or name, kind, about.meaning + unit, fill, name, many)


def _from_estimate(header: str, name: str, meaning: str, quantile: float, about: str = "") -> Column:
    def fill(record: Record, desk: Desk) -> Filled | None:
        estimate = estimate_of(desk.census, record.id)
        if estimate is None:
            return None
        value = estimate.compute_flop.quantile(quantile)
        return Filled(amount_text(value), estimate_claims(estimate), value, float(f"{value:.{WORKED_OUT_DIGITS}g}"))

    return Column(header, name, "number", meaning, fill, about)


def _name(record: Record, desk: Desk) -> Filled:
    said = tuple(i for i, claim in record.claims.items() if claim.subject == record.name)
    return Filled(record.name, said or tuple(record.claims))


def _aliases(record: Record, desk: Desk) -> Filled | None:
    said = tuple(i for i, claim in record.claims.items() if claim.subject in record.aliases)
    claims = said or tuple(record.claims)
    return Filled(",".join(record.aliases), claims, plain=record.aliases) if record.aliases else None


def _id(record: Record, desk: Desk) -> Filled:
    return Filled(record.id, tuple(record.claims))


def _url(record: Record, desk: Desk) -> Filled:
    path = model_path(record.id)
    address = f"{desk.base_url.rstrip('/')}/{path}" if desk.base_url else path
    return Filled(address, tuple(record.claims))


def _base(record: Record, desk: Desk) -> Filled | None:
    return Filled(record.base, tuple(record.claims)) if record.base else None


def _link(record: Record, desk: Desk) -> Filled | None:
    for name in ("paper", "announcement", "homepage", "weights", "source_code"):
        if value := record.fields.get(name):
            return Filled(value.value, behind(value))
    return None


def _published_day(record: Record, desk: Desk) -> Filled | None:
    value = record.fields.get("published")
    if value is None:
        return None
    return Filled(PartialDate.from_iso(value.value).plotted.isoformat(), behind(value))


def _data_unit(record: Record, desk: Desk) -> Filled | None:
    value = record.fields.get("dataset_size")
    return Filled(value.unit, behind(value)) if value else None


def _cost_year(record: Record, desk: Desk) -> str:
    cost = record.fields.get("training_cost")
    claim = record.claims.get(cost.claims[0]) if cost and cost.claims else None
    year = claim.qualifiers.get("usd_year", "") if claim else ""
    return "" if year == "unstated" else year


def _cost(year_2023: bool) -> Callable[[Record, Desk], Filled | None]:
    def fill(record: Record, desk: Desk) -> Filled | None:
        cost = record.fields.get("training_cost")
        if cost is None or cost.unit != "USD" or (_cost_year(record, desk) == "2023") is not year_2023:
            return None
        return _number(cost.value, behind(cost))

    return fill


def _usd_year(record: Record, desk: Desk) -> Filled | None:
    cost, year = record.fields.get("training_cost"), _cost_year(record, desk)
    return Filled(year, behind(cost)) if cost and cost.unit == "USD" and year else None


def _confidence(record: Record, desk: Desk) -> Filled | None:
    if value := record.fields.get("confidence"):
        return Filled(value.value, behind(value))
    estimate = estimate_of(desk.census, record.id)
    if estimate and estimate.confidence:
        return Filled(estimate.confidence, estimate_claims(estimate))
    crossing = headline_crossing(desk.census, record.id)
    if crossing and crossing.confidence:
        return Filled(crossing.confidence, class_claims(record, desk.census))
    return None


def _rule(record: Record, desk: Desk) -> Filled | None:
    estimate = estimate_of(desk.census, record.id)
    return Filled(estimate.rule, estimate_claims(estimate)) if estimate and estimate.rule else None


def _doubted(record: Record, desk: Desk) -> Filled | None:
    doubted = doubted_of(desk.census, record.id)
    return Filled(doubted.reason, estimate_claims(doubted.figure)) if doubted and doubted.figure else None


def _class(record: Record, desk: Desk) -> Filled | None:
    crossing = headline_crossing(desk.census, record.id)
    return Filled(crossing.compute_class, class_claims(record, desk.census)) if crossing else None


def _probability(record: Record, desk: Desk) -> Filled | None:
    crossing = headline_crossing(desk.census, record.id)
    if crossing is None or crossing.probability is None:
        return None
    chance = crossing.probability
    return Filled(f"{chance:.4f}", class_claims(record, desk.census), chance, round(chance, WORKED_OUT_DIGITS))


def _justification(record: Record, desk: Desk) -> Filled | None:
    crossing = headline_crossing(desk.census, record.id)
    if crossing is None or not crossing.justification:
        return None
    return Filled(crossing.justification, class_claims(record, desk.census))


def _notable(record: Record, desk: Desk) -> Filled | None:
    reasons = reasons_of(record, desk.census.sources, desk.census.catalogue.frontier)
    if not reasons:
        return None
    said = "; ".join(f"{label('notability', one.criterion)}: {one.words}" for one in reasons)
    return Filled(said, tuple(dict.fromkeys(key for one in reasons for key in one.claims)))


def _bounds(record: Record, desk: Desk) -> Filled | None:
    # A bare number under a header would hide that the source said "at least" or gave a range.
    said: list[str] = []
    claims: list[str] = []
    for value in record.fields.values():
        if BY_NAME[value.field].kind != "quantity" or value.relation == "=":
            continue
        if value.relation == "range":
            said.append(f"{value.name} {value.value} to {value.high} {value.unit}")
        else:
            said.append(f"{value.name} {value.relation} {value.value} {value.unit}")
        claims += behind(value)
    return Filled("; ".join(said), tuple(dict.fromkeys(claims))) if said else None


def _class_columns() -> tuple[Column, ...]:
    return (
        Column(
            "Compute class",
            "compute_class",
            "text",
            "confirmed, likely, cannot-rule-out, below or unknown, against 1e25 FLOP.",
            _class,
        ),
        Column(
            "P(>1e25)",
            "probability_above_1e25",
            "number",
            "Probability that training compute exceeds 1e25 FLOP.",
            _probability,
        ),
        Column("Justification", "justification", "text", "Reason for the class.", _justification),
    )


COLUMNS: tuple[Column, ...] = (
    Column("Model", "model", "text", "The name it is shown under.", _name),
    _from_field("Domain", "domain"),
    _from_field("Task", "task"),
    _from_field("Organization", "developer"),
    _from_field("Authors", "authors"),
    _from_field("Publication date", "published"),
    _from_field("Reference", "title", first=True),
    Column("Link", "link", "text", "Paper, else announcement, developer's page, weights or code.", _link),
    _from_field("Citations", "citations"),
    _from_field("Notability criteria", "notability"),
    _from_field("Parameters", "parameters"),
    _from_estimate(
        "Training compute (FLOP)", "training_compute_flop", "Median of the estimate, in FLOP.", 0.5, "training_compute"
    ),
    Column(
        "Training compute notes",
        "training_compute_rule",
        "text",
        "Rule by which the published figure follows from the methods.",
        _rule,
    ),
    _from_field("Training dataset", "dataset"),
    _from_field("Training dataset size (datapoints)", "dataset_size"),
    _from_field("Training time (hours)", "training_time"),
    _from_field("Training hardware", "chip"),
    _from_field("Approach", "approach"),
    Column("Confidence", "confidence", "text", BY_NAME["confidence"].meaning, _confidence, "confidence"),
    _from_field("Epochs", "epochs"),
    _from_field("Model accessibility", "access"),
    _from_field("Country (of organization)", "country"),
    _from_field("Base model", "base_model"),
    _from_field("Finetune compute (FLOP)", "finetune_compute", column="finetune_compute_flop"),
    _from_field("Hardware quantity", "chip_count"),
    _from_field("Hardware utilization (MFU)", "utilization"),
    _from_field("Hardware utilization (HFU)", "hardware_utilization"),
    _from_field("Training cloud compute vendor", "cloud_vendor"),
    _from_field("Training data center", "training_data_center"),
    _from_field("Archived links", "archived"),
    _from_field("Batch size", "batch_size"),
    _from_field("Organization categorization", "organization_category"),
    _from_field("Training compute lower bound", "training_compute_lower_bound"),
    _from_field("Training compute upper bound", "training_compute_upper_bound"),
    _from_field("Training chip-hours", "chip_hours"),
    _from_field("Training code accessibility", "code_access"),
    Column(
        "Training compute cost (2023 USD)",
        "training_cost_usd_2023",
        "number",
        "Cost to train it, where stated in dollars of 2023.",
        _cost(True),
        "training_cost",
    ),
    _from_field("Numerical format", "number_format"),
    _from_field("Training power draw (W)", "training_power", column="training_power_w"),
    _from_field("Training compute estimation method", "training_compute_method"),
    _from_field("Hugging Face developer id", "hugging_face_id"),
    _from_field("Post-training compute (FLOP)", "post_training_compute", column="post_training_compute_flop"),
    _from_field("Compute rank when published", "training_compute_rank"),
    # ours
    Column(
        "Training compute p5",
        "training_compute_p5",
        "number",
        "5% quantile of the estimate, in FLOP.",
        _from_estimate("", "", "", 0.05).fill,
    ),
    Column(
        "Training compute p50",
        "training_compute_p50",
        "number",
        "50% quantile of the estimate, in FLOP.",
        _from_estimate("", "", "", 0.5).fill,
    ),
    Column(
        "Training compute p95",
        "training_compute_p95",
        "number",
        "95% quantile of the estimate, in FLOP.",
        _from_estimate("", "", "", 0.95).fill,
    ),
    *_class_columns(),
    Column(
        "Doubted",
        "doubted",
        "text",
        "Reason why no figure is published: the arithmetic that contradicts every stated one.",
        _doubted,
    ),
    _from_field("Active parameters", "active_parameters"),
    _from_field("Tokens seen", "tokens_seen"),
    Column("Training dataset unit", "dataset_unit", "text", "Unit that the dataset size counts.", _data_unit),
    _from_field("Data languages", "data_languages"),
    _from_field("Number of data languages", "data_language_count"),
    _from_field("Context length", "context_length"),
    _from_field("Training energy (Wh)", "training_energy", column="training_energy_wh"),
    Column(
        "Training cost (USD)",
        "training_cost_usd",
        "number",
        "Cost to train it, in dollars of another year or of no stated year.",
        _cost(False),
        "training_cost",
    ),
    Column("Training cost USD year", "training_cost_usd_year", "text", "The year of the money.", _usd_year),
    _from_field("Architecture", "architecture"),
    _from_field("License", "license"),
    Column(
        "Bounds and ranges",
        "bounds",
        "text",
        "Numbers of this row that are bounds, approximations or ranges in their source.",
        _bounds,
    ),
    Column(
        "Publication day plotted",
        "published_day",
        "text",
        "The day charts use: an unknown day is the 15th, an unknown month July.",
        _published_day,
    ),
    Column(
        "Notable for",
        "notable_for",
        "text",
        "Every criterion of notability that it meets, with the evidence: citations, cost, the largest of its date, "
        "or what a source counts it for.",
        _notable,
    ),
    Column("Also known as", "aliases", "text", "Every other name that a claim uses.", _aliases, many=True),
    Column("Folds under", "base", "text", "flopwatch id of the model this is a variant of.", _base),
    Column("flopwatch id", "id", "text", "Stable id.", _id),
    Column(
        "Model URL",
        "model_url",
        "text",
        "The model's page, relative to the site unless it was built for an address.",
        _url,
    ),
)
