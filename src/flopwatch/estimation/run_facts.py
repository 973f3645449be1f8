"""Facts of a run: the numbers that the methods use, each with the claims it rests on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import msgspec

from flopwatch.catalogue import Frontier
from flopwatch.domain import PartialDate, exact
from flopwatch.estimation.notes_in_prose import LEAST_TEXT, Counted, NotedQuantity, Notes, read_notes, unit_of
from flopwatch.identity import fold_name
from flopwatch.records import FieldValue, Record
from flopwatch.statistics import LogNormal

_VISION_TRANSFORMER = re.compile(r"(?<![A-Za-z])(?:ViT|Vision Transformer)(?![a-z])")
# `13B`, but neither the `7B` of `8x7B` nor a count of tokens.
_SIZE_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z.])([0-9]{1,4}(?:\.[0-9]{1,3})?)[Bb](?![A-Za-z0-9])(?! ?(?:T |tok|image|pairs))"
)
# Units of data in which text is counted.
DATA = frozenset({"tokens", "words", "bytes"})
# Amounts that a source may state separately for each stage of a run.
_OF_A_STAGE = frozenset({"chip_hours", "chip_count", "training_time", "utilization", "hardware_utilization"})
# Domains in which one token or frame passes every parameter once, so that 6 × N × D is valid.
SEQUENCE_DOMAINS = frozenset({"language", "speech", "multimodal", "biology", "audio"})


@dataclass(frozen=True)
class Fact:
    """One quantity of a run, as a record's claims state it or as a person typed it.

    Args:
        value: The value in the base unit; the median if it has an interval.
        unit: The base unit.
        claims: Ids of the claims that state it; empty for a typed one.
        as_written: The words of the first claim, or those typed.
        relation: `=` or `≈`.
        stated: The words with their unit.
        spread: Its own distribution, if it is stated with an interval or as exact; None for a bare number.
        source: Its source, in words, if no claim states it.
    """

    value: float
    unit: str
    claims: tuple[str, ...] = ()
    as_written: str = ""
    relation: str = "="
    stated: str = ""
    spread: LogNormal | None = None
    source: str = ""

    def within(self, factor: float) -> LogNormal:
        """Return its own distribution, or for a bare number the number with a 90% factor.

        Args:
            factor: Half-width of the 90% interval, as a factor, that such a bare statement carries.

        Example:
            >>> Fact(405e9, "parameters").within(1.05).factor
            1.05
        """
        return self.spread or LogNormal.from_factor(median=self.value, factor=factor)

    @property
    def given_dex(self) -> float:
        """Standard deviation of log10 that it was stated with, in decades; 0 for a bare or an exact number."""
        return self.spread.sigma_dex if self.spread is not None else 0.0


class RunFacts(msgspec.Struct, frozen=True):
    """The usable facts of one run; None for a fact that is not stated.

    Args:
        model: Id of the model.
        date: Its publication date.
        compute: Reported training compute, in FLOP.
        parameters: Parameters in all.
        active: Parameters used for one token, if stated separately.
        tokens_seen: Tokens that passed through training.
        data: Dataset size by unit of data.
        epochs: Passes over the data.
        chip_hours: Accelerator-hours in all.
        chips: Accelerators running at once.
        hours: Wall-clock hours.
        chip: The accelerator's name as written.
        utilization: Share of peak, MFU.
        cost_usd: Cost of training, in dollars.
        paid: Cost of training and the price of an hour of a chip, both in one currency, if a source states both.
        is_sequence: Whether its domain is one in which 6 × N × D applies.
        is_sparse: Whether only part of the parameters works on a token.
        is_encoder_decoder: Whether a token passes one half of the parameters.
        is_convolutional: Whether weights are reused across positions.
        is_recommender: Whether most parameters are in embedding tables, which follow another scale.
        confidence: The source's own word for its confidence in the compute.
        domains: Its domains.
        counted: Meaning of its count of datapoints: `gradients` passed through training, `datapoints` and `total` may
            not have; "" if unstated.
        datapoints: The unit of a bare count of datapoints, according to the notes of the same row.
        noted_tokens: Tokens that the notes on the data state if no size is stated, or None.
        data_divided: Whether a source divided the size of its data out of the compute, which would be circular.
        base_models: Names of the models it was built upon.
        base_claims: Ids of the claims that say so.
        base: Training compute of those, if known; its spread is that of the base's own figure.
        base_unknown: Why the base's compute is not known, if there is a base.
        compute_methods: The methods by which the source of the reported compute says it was derived.
        base_parameters: Parameters of the base, if known.
        inference: Operations of one forward pass over one example.
        generated: Tokens or positions that it generated to train on (self-play, roll-outs).
        teacher: Parameters of a teacher that labelled its data.
        hardware_utilization: Share of peak including recomputation, HFU.
        number_formats: Formats of the arithmetic.
        chip_names: Every accelerator a source names.
        is_reinforcement: Whether it learns from play or reward, so that its data were generated.
        is_vision_transformer: Whether images pass as patches.
        finetune: Operations of its own tuning, if stated separately.
        sizes_in_name: Parameters that its name states (`13B`).
        names: Its names, folded: the frontier's point of the same model is not a yardstick for it.
        is_recurrent: Whether the same weights are used at every step of a sequence.
        context: Steps of one sequence.
        peak: Dense peak of one chip, if stated.
        price: Rent of one chip, in USD/chip-hour, if stated.
        priced_on: Day of the prices; None for the day derived from the publication.
        base_data: Amounts of text that the base was trained on, as its sources state them.
        is_typed: Whether a person typed the facts; prices are then the latest known unless a day is given.
        stages: If a source states chips and time separately for each stage (`generation` of the data by self-play or
            synthesis, `training`): the stage's name, and the facts with its chips and time.
    """

    model: str
    date: PartialDate | None
    compute: Fact | None
    parameters: Fact | None
    active: Fact | None
    tokens_seen: Fact | None
    data: dict[str, Fact]
    epochs: Fact | None
    chip_hours: Fact | None
    chips: Fact | None
    hours: Fact | None
    chip: str
    chip_claims: tuple[str, ...]
    utilization: Fact | None
    cost_usd: Fact | None
    is_sequence: bool
    is_sparse: bool
    is_encoder_decoder: bool
    is_convolutional: bool
    is_recommender: bool
    confidence: str
    domains: frozenset[str] = frozenset()
    counted: str = ""
    datapoints: Counted = Counted("")
    noted_tokens: Fact | None = None
    data_divided: bool = False
    base_models: tuple[str, ...] = ()
    base_claims: tuple[str, ...] = ()
    base: LogNormal | None = None
    base_unknown: str = ""
    inference: Fact | None = None
    generated: Fact | None = None
    teacher: Fact | None = None
    hardware_utilization: Fact | None = None
    number_formats: tuple[str, ...] = ()
    chip_names: tuple[str, ...] = ()
    is_reinforcement: bool = False
    is_vision_transformer: bool = False
    finetune: Fact | None = None
    sizes_in_name: tuple[float, ...] = ()
    names: frozenset[str] = frozenset()
    paid: tuple[Fact, Fact] | None = None
    compute_methods: tuple[str, ...] = ()
    base_parameters: float | None = None
    is_recurrent: bool = False
    context: Fact | None = None
    peak: Fact | None = None
    price: Fact | None = None
    priced_on: dt.date | None = None
    base_data: tuple[float, ...] = ()
    is_typed: bool = False
    stages: tuple[tuple[str, RunFacts], ...] = ()

    def fact(self, name: str) -> Fact | None:
        """Return a fact by its name in routes: a field, or a unit of the data. None if it is unknown."""
        if name == "parameters":
            return None if self.is_sparse else self.parameters
        found: Fact | None = self.data.get(name) if name in DATA else getattr(self, name)
        return found

    @property
    def working_parameters(self) -> Fact | None:
        """Parameters that work on one token: the active ones, or all of a dense model; None for a sparse model whose
        active ones are unknown.
        """
        return self.active or (None if self.is_sparse else self.parameters)


def facts_of(record: Record) -> RunFacts:
    """Gather a record's facts. Bounds and ranges do not count as values."""
    facts = _whole(record)
    stages = dict.fromkeys(part for value in record.fields.values() if (part := _stage(record, value)))
    return msgspec.structs.replace(facts, stages=tuple((part, _of_stage(record, facts, part)) for part in stages))


def _whole(record: Record) -> RunFacts:
    """Gather the facts of the run as a whole."""
    architecture, domains = set(record.values("architecture")), frozenset(record.values("domain"))
    parameters = _number(record, "parameters")
    notes = read_notes(record, parameters.value if parameters else None)
    data = _of_other_sources(record, _data(record), notes.divided)
    chip = record.fields.get("chip")
    return RunFacts(
        model=record.id,
        date=PartialDate.from_iso(record.value("published")) if record.value("published") else None,
        compute=_number(record, "training_compute"),
        parameters=parameters,
        active=_number(record, "active_parameters") or _of(notes.active),
        tokens_seen=_number(record, "tokens_seen"),
        data=data,
        epochs=_number(record, "epochs"),
        chip_hours=_number(record, "chip_hours"),
        chips=_number(record, "chip_count"),
        hours=_number(record, "training_time"),
        chip=chip.value if chip else "",
        chip_claims=chip.claims if chip else (),
        utilization=_number(record, "utilization"),
        cost_usd=_money(record, "training_cost").get("USD"),
        compute_methods=_compute_methods(record),
        is_sequence=bool(SEQUENCE_DOMAINS & domains),
        is_sparse=_is_sparse(record) or notes.is_sparse,
        is_encoder_decoder="encoder-decoder" in architecture,
        is_convolutional=bool({"convolution", "gan"} & architecture),
        is_recommender="recommendation" in domains,
        confidence=_confidence(record),
        domains=domains,
        counted=_counted(record),
        datapoints=unit_of(data["datapoints"].value, notes) if data.get("datapoints") else Counted(""),
        noted_tokens=None if data or notes.divided else _noted_tokens(notes),
        data_divided=bool(notes.divided),
        base_models=record.values("base_model"),
        base_claims=record.fields["base_model"].claims if "base_model" in record.fields else (),
        inference=_number(record, "inference_compute"),
        generated=_number(record, "tokens_generated"),
        teacher=_number(record, "teacher_parameters"),
        hardware_utilization=_number(record, "hardware_utilization"),
        number_formats=record.values("number_format"),
        chip_names=record.values("chip"),
        is_reinforcement=_is_reinforcement(record),
        is_vision_transformer=bool(_VISION_TRANSFORMER.search(record.name[:200])),
        finetune=_number(record, "finetune_compute"),
        names=frozenset(map(fold_name, (record.name, *record.aliases))),
        sizes_in_name=sizes_in_name(record.name),
        paid=_paid(record),
        is_recurrent="recurrent" in architecture,
        context=_number(record, "context_length"),
    )


def _of_other_sources(record: Record, data: dict[str, Fact], note: str) -> dict[str, Fact]:
    """Return the sizes that the source of a note does not state; all of them where there is no note."""
    if not note:
        return data
    source = record.claims[note].source
    return {unit: one for unit, one in data.items() if all(record.claims[key].source != source for key in one.claims)}


def sizes_in_name(name: str) -> tuple[float, ...]:
    """Return the parameters that a model's name states.

    Example:
        >>> sizes_in_name("Llama 2-70B"), sizes_in_name("Mixtral 8x7B"), sizes_in_name("GPT-4")
        ((70000000000.0,), (), ())
    """
    return tuple(float(exact(found[1])) * 1e9 for found in _SIZE_IN_NAME.finditer(name[:200]))


def _stage(record: Record, value: FieldValue) -> str:
    """Return the stage of the run that a value of chips or time belongs to, or ""."""
    return _qualifiers(record, value).get("part", "") if value.field in _OF_A_STAGE and value.claims else ""


def _of_stage(record: Record, facts: RunFacts, part: str) -> RunFacts:
    """Return the facts with the chips and the time of one stage in place of the run's."""
    found = {value.field: value for value in record.fields.values() if _stage(record, value) == part}

    def number(name: str) -> Fact | None:
        value = found.get(name)
        return _fact(record, value) if value is not None and value.relation in ("=", "≈") else None

    # Every accelerator named is a value of the single field `chip`; its claims name the stage.
    chips = {
        key: claim.value
        for key, claim in record.claims.items()
        if claim.field == "chip" and claim.qualifiers.get("part") == part
    }
    return msgspec.structs.replace(
        facts,
        chip_hours=number("chip_hours"),
        chips=number("chip_count"),
        hours=number("training_time"),
        utilization=number("utilization"),
        hardware_utilization=number("hardware_utilization"),
        chip=next(iter(chips.values()), facts.chip),
        chip_claims=tuple(chips) or facts.chip_claims,
        chip_names=tuple(dict.fromkeys(chips.values())) or facts.chip_names,
    )


def _is_sparse(record: Record) -> bool:
    """Return whether the record states that only part of the parameters works on a token."""
    moe = "moe" in " ".join(record.values("architecture_detail")).casefold().split()
    return moe or "mixture-of-experts" in record.values("architecture") or "active_parameters" in record.fields


def _is_reinforcement(record: Record) -> bool:
    """Return whether the model learns from play or reward, by its approach and domains."""
    domains = record.values("domain")
    return "reinforcement-learning" in (*record.values("approach"), *domains) or not {"games", "robotics"}.isdisjoint(
        domains
    )


def _data(record: Record) -> dict[str, Fact]:
    """Return the size of the whole dataset by unit of data; sizes of its parts are left out."""
    return {
        value.unit: _fact(record, value)
        for value in record.fields.values()
        if value.field == "dataset_size" and value.relation in ("=", "≈") and "part" not in _qualifiers(record, value)
    }


def _confidence(record: Record) -> str:
    """Return the confidence word of the source of the training compute, else of the record, or ""."""
    compute = record.fields.get("training_compute")
    stated = (record.claims[key].qualifiers.get("confidence") for key in (compute.claims if compute else ()))
    return next((word for word in stated if word is not None), record.value("confidence"))


def _compute_methods(record: Record) -> tuple[str, ...]:
    """Return the methods that the entry of the reported compute names, else those that any source names."""
    compute = record.fields.get("training_compute")
    if compute is None:
        return ()
    entries = {record.claims[key].entry for key in compute.claims}
    said = [one for one in record.claims.values() if one.field == "training_compute_method"]
    own = [one.value for one in said if one.entry and one.entry in entries]
    return tuple(dict.fromkeys(own or (one.value for one in said)))


def _money(record: Record, name: str) -> dict[str, Fact]:
    """Return the amounts of one field by currency; otherwise an amount in euros would be taken for dollars."""
    found = {
        value.unit.split("/")[0]: _fact(record, value)
        for value in record.fields.values()
        if value.field == name and value.relation in ("=", "≈")
    }
    return dict(sorted(found.items(), reverse=True))  # dollars first


def _paid(record: Record) -> tuple[Fact, Fact] | None:
    costs, prices = _money(record, "training_cost"), _money(record, "price")
    return next(((costs[one], prices[one]) for one in costs if one in prices), None)


def _of(stated: NotedQuantity | None) -> Fact | None:
    if stated is None:
        return None
    return Fact(stated.value, stated.unit, (stated.claim,), stated.as_written, "=", stated.as_written)


def _noted_tokens(notes: Notes) -> Fact | None:
    """Return the notes' largest number of tokens (parts of a corpus are smaller than the whole); None without any."""
    some = [one for one in notes.quantities if one.unit == "tokens" and one.value >= LEAST_TEXT and not one.is_part]
    return _of(max(some, key=lambda one: one.value)) if some else None


def _counted(record: Record) -> str:
    value = next((one for one in record.fields.values() if one.field == "dataset_size"), None)
    return _qualifiers(record, value).get("counted", "") if value else ""


def _qualifiers(record: Record, value: FieldValue) -> dict[str, str]:
    return record.claims[value.claims[0]].qualifiers


def _number(record: Record, name: str) -> Fact | None:
    value = record.fields.get(name)
    return _fact(record, value) if value is not None and value.relation in ("=", "≈") else None


def _fact(record: Record, value: FieldValue) -> Fact:
    claim = record.claims[value.claims[0]]
    unit = claim.unit if claim.unit.casefold() not in claim.as_written.casefold() else ""
    stated = f"{claim.as_written} {unit}".strip()
    return Fact(float(exact(value.value)), value.unit, value.claims, claim.as_written, value.relation, stated)


__all__ = ["SEQUENCE_DOMAINS", "Fact", "RunFacts", "Frontier", "facts_of", "sizes_in_name"]
