"""Validation of our estimates against recorded figures, and counts from a config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from flopwatch import sources
from flopwatch.api.rows import rounded_fields
from flopwatch.catalogue import Chips, Frontier
from flopwatch.domain import BadInput, WrongUsage

if TYPE_CHECKING:
    from flopwatch.architecture import Counts, GgufParameters
    from flopwatch.estimation import Given
    from flopwatch.validation import Validation


def validate_estimates(data: Path, epoch: Sequence[str], unseen: Sequence[str] = ()) -> Validation:
    """Validate every method against the compute recorded in Epoch's tables: scores, and every miss beyond a factor of
    3.

    Args:
        data: The curated folder.
        epoch: The tables, as paths or addresses.
        unseen: Tables of which only the rows count whose compute no other table records.
    """
    from flopwatch.validation import Validation, validate_estimates

    curated = sources.load_curated(data)
    found = validate_estimates(
        sources.read_epoch_tables(epoch),
        Chips(curated.chips),
        Frontier(curated.frontier),
        sources.read_epoch_tables(unseen),
    )
    return Validation(
        tuple(map(rounded_fields, found.rows)),
        tuple(map(rounded_fields, found.misses)),
        tuple(map(rounded_fields, found.calibration)),
    )


def validation_lines(found: Validation) -> list[str]:
    """Return the scores and misses of `validate estimates` as Markdown: the command's output, kept in docs/methods."""
    from flopwatch.validation import calibration_as_markdown, estimates_as_markdown

    return [
        *estimates_as_markdown(found.rows, found.misses),
        "### calibration of the combined estimates",
        "",
        *calibration_as_markdown(found.calibration),
    ]


def architecture(
    place: str | Mapping[str, Any], *, context: int | None = None, convention: str = "full"
) -> Counts | GgufParameters:
    """Count parameters and FLOP per token of a model from its Hugging Face config, or parameters from a GGUF file.

    Args:
        place: Path or http(s) address of the `config.json`, `owner/name` of a model on the hub, the parsed object, or
            path of a GGUF file.
        context: Tokens per sequence; by default 4096, or the model's own maximum if that is less.
        convention: `full` or `causal-half` attention.

    Raises:
        BadInput: If the config cannot be read, its family is not supported, or a key is missing or invalid.
    """
    # Imported here: no other command counts.
    from flopwatch.architecture import count_architecture, parameters_from_gguf_header

    named, config = "config", place
    if isinstance(place, str) and sources.is_gguf(place):
        shapes, metadata, files = sources.read_gguf_files(place)
        try:
            return parameters_from_gguf_header(shapes, metadata, files)
        except BadInput as error:
            error.name_place(place)
            raise
    if isinstance(place, str):
        raw, named = sources.fetch_config(place)
        config = sources.read_config_json(raw, named)
    assert not isinstance(config, str)
    try:
        return count_architecture(config, context, convention)
    except BadInput as error:
        if not isinstance(error, WrongUsage):  # that is about an option
            error.name_place(named)
        raise


# Words of GGUF for families of which a token passes one half.
_ENCODER_DECODERS = ("t5", "bart", "whisper")


class CountedConfig(msgspec.Struct, frozen=True):
    """The parameters counted from a config.

    Args:
        config: Path, address or hub name of the config.
        counted: The class that it was counted as.
        parameters: All parameters.
        active_parameters: Parameters that work on one text token.
    """

    config: str
    counted: str
    parameters: int
    active_parameters: int


def filled_by_config(
    place: str, given: Mapping[str, Given | None]
) -> tuple[dict[str, Given | None], bool, CountedConfig]:
    """Fill the inputs of `estimate` with the parameters counted from a config.

    Towers that run once per image or sound are left out of the active parameters, as no text token passes them.

    Args:
        place: As for `architecture`.
        given: The other inputs.

    Returns:
        The inputs; whether a token passes one half of the parameters; the counts.

    Raises:
        BadInput: If the config cannot be counted, a GGUF file is not the whole model, or parameters are given too.
    """
    from flopwatch.architecture import Counts

    for name in ("parameters", "active_parameters"):
        if given.get(name) is not None:
            raise WrongUsage(f"--{name.replace('_', '-')} and --config both state parameters. Leave one out.")
    counts = architecture(place)
    if not isinstance(counts, Counts):
        return _filled_by_gguf(place, counts, given)
    aside = sum(number for name, number in counts.by_part.items() if name != "text")
    active = counts.active_parameters - (aside if "text" in counts.by_part else 0)
    filled: dict[str, Given | None] = {**given, "parameters": f"={counts.parameters}"}
    if active != counts.parameters:
        filled["active_parameters"] = f"={active}"
    counted = CountedConfig(place, counts.counted, counts.parameters, active)
    return filled, counts.tokens == 2 * counts.context, counted


def _filled_by_gguf(
    place: str, counts: GgufParameters, given: Mapping[str, Given | None]
) -> tuple[dict[str, Given | None], bool, CountedConfig]:
    """Fill the inputs of `estimate` with the parameters of a GGUF file.

    Raises:
        BadInput: If its tensors may not be the model, or it does not say how many experts a token passes.
    """
    if counts.doubts:
        raise BadInput(f"{place}: {'; '.join(counts.doubts)}. State --parameters, or give the model's config.json.")
    if counts.active_parameters is None:
        raise BadInput(
            f"{place}: {counts.routed_expert_parameters:,} weights of experts, but the header does not say how many "
            "experts a token passes. State --parameters and --active-parameters, or give the model's config.json."
        )
    filled: dict[str, Given | None] = {**given, "parameters": f"={counts.parameters}"}
    if counts.active_parameters != counts.parameters:
        filled["active_parameters"] = f"={counts.active_parameters}"
    counted = CountedConfig(place, f"GGUF, {counts.architecture}", counts.parameters, counts.active_parameters)
    return filled, counts.architecture in _ENCODER_DECODERS, counted


def _gguf_lines(counts: GgufParameters) -> list[str]:
    """Format the counts of a GGUF file as lines."""
    active = counts.active_parameters
    return [
        f"{counts.architecture or 'no architecture stated'}, counted from {counts.tensors:,} tensors of a GGUF file",
        f"parameters                {counts.parameters:>22,}",
        "active parameters         "
        + (f"{active:>22,}" if active is not None else "unknown: experts in use not stated"),
        f"non-embedding parameters  {counts.non_embedding_parameters:>22,}",
        "FLOP per token            not counted from weights alone; give the config.json",
        *(f"in doubt: {one}" for one in counts.doubts),
    ]


def architecture_lines(counts: Counts | GgufParameters) -> list[str]:
    """Format the counts of `architecture` as lines."""
    from flopwatch.architecture import Counts

    if not isinstance(counts, Counts):
        return _gguf_lines(counts)
    token = f" (a token: {counts.token})" if counts.token else ""
    lines = [
        f"{counts.model_type}, counted as {counts.counted}",
        f"parameters                {counts.parameters:>22,}",
        *(f"  {name:<24}{number:>22,}" for name, number in counts.by_part.items()),
        f"active parameters         {counts.active_parameters:>22,}",
        f"non-embedding parameters  {counts.non_embedding_parameters:>22,}",
        f"forward FLOP per token    {counts.forward_flop_per_token:>22,}   context {counts.context}, "
        f"{counts.convention} attention{token}",
        f"training FLOP per token   {counts.training_flop_per_token:>22,}   3 × forward, nothing recomputed",
    ]
    if counts.defaults:
        stated = ", ".join(f"{key} = {value}" for key, value in counts.defaults.items())
        lines.append(f"not in the config, taken from the family's own code: {stated}")
    for one in counts.uncounted:
        size = f" ({one.parameters:,} parameters)" if one.parameters is not None else ""
        lines.append(f"not counted: {one.part}{size}: {one.why}")
    return [*lines, *counts.notes]
