"""Method `operations`: the arithmetic of training, counted from the model's size and its data."""

from __future__ import annotations

import dataclasses
import math

from flopwatch.domain import Unknown, short
from flopwatch.estimation.methods.tokens_seen import PATCHES_PER_IMAGE, tokens_seen
from flopwatch.estimation.results import Component, Input, MethodResult
from flopwatch.estimation.route_engine import multiply
from flopwatch.estimation.routes import EXACT, HALF_TO_ALL, OPERATIONS
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import LogNormal, added, product

# Passes over examples if unstated, by their number: recipes on ImageNet (1.3M images) take 90 to 500, web-scale sets of
# pairs a few. Chosen on Epoch's table of 2024-04-02.
PASSES_OVER_EXAMPLES: tuple[tuple[float, LogNormal], ...] = (
    (1e7, LogNormal.from_interval(low=10, high=1000)),
    (1e8, LogNormal.from_interval(low=1, high=100)),
    (math.inf, LogNormal.from_interval(low=0.3, high=30)),
)
_EXAMPLES = ("images", "samples", "datapoints", "frames", "videos", "image-text pairs", "sequences", "games")


def compute_from_operations(facts: RunFacts) -> MethodResult | Unknown:
    """Count training compute, in FLOP, from the model and its data, by the first formula that its facts allow.

        6 × N × D                      N parameters that work on a token, D tokens seen
        6 × N × D_trained + 2 × N × D_generated     if it generated its own data (self-play, roll-outs)
        6 × N × patches × images       a vision transformer
        3 × 2 × N × steps × passes     a recurrent network over frames, or over sequences of a known length
        3 × forward FLOP × examples × passes        any model whose forward pass is stated (convolution, recurrence)

    2 operations per parameter and token forward (a multiply and an add), twice that backward. N is the number of active
    parameters in a mixture of experts. A teacher that labels the data during training is a separate component
    (`teacher_passes`), not part of the figure.

    Returns:
        The result in FLOP, or Unknown with what is missing.

    Source:
        Kaplan et al. (2020), "Scaling Laws for Neural Language Models", section 2.1; Sevilla et al. (2022), method 1.
    """
    forward = from_forward_pass(facts)
    if forward is not None and (facts.is_convolutional or not facts.is_sequence):
        return forward
    if facts.is_recurrent and not facts.is_convolutional and (steps := steps_of(facts)) is not None:
        return from_steps(facts, *steps)
    if facts.is_vision_transformer and "images" in _units(facts):
        return from_patches(facts)
    if not facts.domains and not facts.is_sequence and not facts.is_convolutional:
        return Unknown("its domain is not stated, so that 6 × parameters × tokens may not apply")
    if (tuning := _only_of_tuning(facts)) is not None:
        return tuning
    if facts.is_convolutional or not facts.is_sequence:
        return Unknown("6 × parameters × tokens does not apply: the model does not pass every parameter once per token")
    if facts.is_reinforcement and facts.generated is None and not facts.tokens_seen:
        return Unknown("it learns from data that it generates, in an unstated amount")
    working = facts.working_parameters
    if working is None:
        return Unknown(
            "a mixture of experts with unstated active parameters" if facts.is_sparse else "no parameter count"
        )
    tokens = tokens_seen(facts)
    return tokens if isinstance(tokens, Unknown) else from_tokens(facts, tokens)


def _only_of_tuning(facts: RunFacts) -> Unknown | None:
    """Return why nothing is known but fine-tuning, where its compute is that of one or more passes over the data. None
    if that is not the case.
    """
    working, data = facts.working_parameters, facts.data.get("datapoints") or facts.data.get("tokens")
    if facts.finetune is None or facts.compute is not None or facts.base_models or not working or not data:
        return None
    passes = facts.finetune.value / (6 * working.value * data.value)
    if not 0.5 <= passes <= 200:
        return None
    return Unknown("the data are those of its fine-tuning, the only compute that is stated; no base model is named")


def from_tokens(facts: RunFacts, tokens: Input) -> MethodResult:
    """Return 6 × N × D, in FLOP, plus the cost of generating data to train on.

    Args:
        facts: The run's facts; N is its number of parameters that work on a token.
        tokens: The tokens that passed through training, D.

    Source:
        Kaplan et al. (2020), section 2.1. Generation is one forward pass: 2 × N for each token or position generated.
    """
    found = multiply(OPERATIONS, facts, {"D": tokens})
    assert isinstance(found, MethodResult), "the caller checked that the parameters are known"
    teacher = teacher_passes(facts, tokens)
    if facts.generated is not None:
        found = _with_generation(found, facts.generated)
    return dataclasses.replace(found, components=(*found.components, *((teacher,) if teacher else ())))


def _with_generation(trained: MethodResult, generated: Fact) -> MethodResult:
    """Add the forward passes that generated the data: 2 × N × G."""
    working = trained.inputs[0]
    made = generated.within(EXACT)
    generation = product([LogNormal(median=2.0), working.value, made])
    share = generation.median / (generation.median + trained.compute_flop.median)
    inputs = [one if one.symbol == "N" else dataclasses.replace(one, weight=1 - share) for one in trained.inputs]
    inputs.append(Input("G", "tokens generated", made, "tokens", generated.claims, generated.source, share))
    return dataclasses.replace(
        trained,
        compute_flop=added(trained.compute_flop, generation),
        formula=f"{trained.formula} + 2 × {short(working.value.median)} × {short(generated.value)}",
        inputs=tuple(inputs),
        components=(
            Component("training", trained.compute_flop, "6 × N × D"),
            Component("generation", generation, "2 × N × G"),
        ),
    )


def teacher_passes(facts: RunFacts, tokens: Input) -> Component | None:
    """Return a teacher's forward passes over the student's data, if it labels them in the run: 2 × N_teacher × D.

    Rules of law count it, Epoch does not: it is a separate component and never part of the figure.

    Returns:
        The component, in FLOP, or None without a teacher.
    """
    if facts.teacher is None:
        return None
    teacher = facts.teacher.within(EXACT)
    return Component(
        "teacher", product([LogNormal(median=2.0), teacher, tokens.value]), "2 × N_teacher × D", counted=False
    )


def from_patches(facts: RunFacts) -> MethodResult | Unknown:
    """Count a vision transformer, in FLOP: 6 × N × patches × images × passes.

    The number of patches follows from the image resolution, which sources seldom state: 100 to 700 (90%).

    Source:
        Dosovitskiy et al. (2021), "An Image is Worth 16x16 Words", section 3.1: (224 / 16)² = 196 patches.
    """
    working, images = facts.working_parameters, _examples(facts)
    if working is None or images is None:
        return Unknown("no parameter count" if working is None else "no number of images is stated")
    parameters = working.within(EXACT)
    passes, shown = _passes(facts, images.value)
    count = images.within(EXACT)
    inputs = (
        Input("N", "parameters", parameters, "parameters", working.claims),
        Input("I", "images", count, "images", images.claims),
        Input("t", "patches of an image", PATCHES_PER_IMAGE, "tokens", (), "assumed: 100 to 700 patches"),
        passes,
    )
    formula = (
        f"6 × {short(working.value)} × {PATCHES_PER_IMAGE.median:.0f} patches × {short(images.value)} images{shown}"
    )
    return MethodResult("operations", product([LogNormal(median=6.0), *(one.value for one in inputs)]), formula, inputs)


def from_forward_pass(facts: RunFacts) -> MethodResult | Unknown | None:
    """Return 3 × forward FLOP × examples × passes, or None if no forward pass is stated.

    The backward pass costs twice the forward one (1 to 3 times, so 2 to 4 in all).

    Source:
        Sevilla et al. (2022), method 1; Hobbhahn and Sevilla (2021), "What's the backward-forward FLOP ratio for neural
        networks?".
    """
    if facts.inference is None:
        return None
    examples = _examples(facts)
    if examples is None:
        return Unknown("a forward pass is stated, but not over how many examples it was trained")
    each = facts.inference.within(EXACT)
    both = LogNormal.from_factor(median=3.0, factor=1.2)
    passes, shown = _passes(facts, examples.value)
    inputs = (
        Input("f", "operations of a forward pass", each, "FLOP", facts.inference.claims),
        Input("b", "forward and backward over forward", both, "ratio", (), "backward costs twice forward"),
        Input(
            "E",
            f"examples ({examples.unit})",
            examples.within(EXACT),
            examples.unit,
            examples.claims,
        ),
        passes,
    )
    formula = f"3 × {short(facts.inference.value)} FLOP × {short(examples.value)} {examples.unit}{shown}"
    return MethodResult("operations", product(one.value for one in inputs), formula, inputs)


def steps_of(facts: RunFacts) -> tuple[Fact, Fact | None] | None:
    """Return the steps of a recurrent network: its frames, or its sequences and the steps of each.

    Returns:
        None if its data are text, or neither frames nor sequences.
    """
    if facts.tokens_seen or {"tokens", "words"} & set(facts.data):
        return None  # a token is a step: 6 × N × D gives the same
    if "frames" in facts.data:
        return facts.data["frames"], None
    if "sequences" in facts.data and facts.context is not None:
        return facts.data["sequences"], facts.context
    return None


def from_steps(facts: RunFacts, counted: Fact, each: Fact | None) -> MethodResult | Unknown:
    """Count a recurrent network, in FLOP: 3 × 2 × N × steps × passes.

    At every step each weight is multiplied and added once; backpropagation through time costs twice that. Parameters
    that are looked up (embeddings) or used in only some steps (a coarser layer) reduce it: half to all of N.

    Args:
        facts: The model's facts.
        counted: Its frames, or its sequences.
        each: The steps of one sequence; None for frames.

    Source:
        Sevilla et al. (2022), method 1: operations per token × length of the sequence; backward:forward 2:1.
    """
    working = facts.working_parameters
    if working is None:
        return Unknown("no parameter count")
    parameters = working.within(EXACT)
    amount = counted.value * (each.value if each else 1.0)
    passes, shown = _passes(facts, counted.value)
    words = f"steps ({counted.unit}{' × steps of each' if each else ''})"
    inputs = (
        Input("N", "parameters", parameters, "parameters", working.claims),
        Input(
            "b",
            "forward and backward over forward",
            LogNormal.from_factor(median=3.0, factor=1.2),
            "ratio",
            (),
            "backward costs twice forward",
        ),
        Input(
            "S",
            words,
            LogNormal.from_factor(median=amount, factor=EXACT),
            "steps",
            (*counted.claims, *(each.claims if each else ())),
        ),
        Input(
            "h",
            "share of parameters at work in a step",
            HALF_TO_ALL,
            "fraction",
            (),
            "embeddings and coarser layers: half to all",
        ),
        passes,
    )
    formula = f"3 × 2 × {short(working.value)} × {HALF_TO_ALL.median:.2f} × {short(amount)} steps{shown}"
    result = product([LogNormal(median=2.0), *(one.value for one in inputs)])
    return MethodResult("operations", result, formula, inputs)


def _passes(facts: RunFacts, examples: float) -> tuple[Input, str]:
    if facts.counted == "gradients":
        return Input("e", "passes", LogNormal(median=1.0), "epochs", (), "the examples are counted as they passed"), ""
    if facts.epochs is not None:
        value = facts.epochs.within(EXACT)
        return Input("e", "passes", value, "epochs", facts.epochs.claims), f" × {facts.epochs.value:g} epochs"
    prior = next(passes for below, passes in PASSES_OVER_EXAMPLES if examples < below)
    low, high = prior.interval()
    source = f"unstated: {low:.2g} to {high:.2g} for so many examples"
    return Input("e", "passes", prior, "epochs", (), source), f" × {prior.median:.0f} passes (unstated)"


def _units(facts: RunFacts) -> set[str]:
    return {*facts.data, facts.datapoints.unit} | (
        {"images"} if "vision" in facts.domains and "datapoints" in facts.data else set()
    )


def _examples(facts: RunFacts) -> Fact | None:
    return next((facts.data[unit] for unit in _EXAMPLES if unit in facts.data), None)
