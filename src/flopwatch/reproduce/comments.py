"""Arithmetic in the comments on document 002: AlphaZero against AlexNet, worked out from their published networks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flopwatch.reproduce import parameter_counts
from flopwatch.reproduce.rows import EpochTable, Rows, same_name
from flopwatch.reproduce.statements import ComputedFigure, Reproduced, Statement, compare, lacking, origin_of

FLOP_PER_MULTIPLY_ADD = 2
GO_SIDE = 19  # points of a Go board's side
MOVES_PER_GAME = 200  # of Go, as the comment says: "~200 moves"
IMAGENET_IMAGES, ALEXNET_EPOCHS = 1.3e6, 90  # as the comment says
CHESS_GAMES = 44e6  # as the comment says; Silver et al. (2018), table S3


@dataclass(frozen=True)
class Convolution:
    """One layer whose weights are used at every point of its output; a dense layer has one point."""

    weights: int
    points: int


# Krizhevsky et al. (2012), section 3.5: kernels × size × inputs (halved by the two groups), side of the output.
ALEXNET = (
    Convolution(96 * 11 * 11 * 3, 55**2),
    Convolution(256 * 5 * 5 * 48, 27**2),
    Convolution(384 * 3 * 3 * 256, 13**2),
    Convolution(384 * 3 * 3 * 192, 13**2),
    Convolution(256 * 3 * 3 * 192, 13**2),
    Convolution(6 * 6 * 256 * 4096, 1),
    Convolution(4096 * 4096, 1),
    Convolution(4096 * 1000, 1),
)
# Silver et al. (2017), methods: one block of 256 filters over 17 planes, then 19 residual blocks of two convolutions.
# The heads of policy and value are left out: less than 1% of the convolutions' weights in the residual tower.
ALPHAZERO = (
    Convolution(256 * 3 * 3 * 17, GO_SIDE**2),
    *(Convolution(256 * 3 * 3 * 256, GO_SIDE**2) for _ in range(2 * 19)),
)


def weights_of(network: Sequence[Convolution]) -> int:
    """Return the number of weights of a network; biases and normalisation are left out."""
    return sum(layer.weights for layer in network)


def multiply_adds_of(network: Sequence[Convolution]) -> int:
    """Return the multiply-adds of one forward pass."""
    return sum(layer.weights * layer.points for layer in network)


def _fewer(_: None) -> ComputedFigure:
    zero, lone = weights_of(ALPHAZERO), weights_of(ALEXNET)
    return ComputedFigure(
        "AlphaZero below AlexNet" if zero < lone else "AlphaZero above AlexNet",
        f"{zero / 1e6:.1f} million weights in 19 residual blocks of 256 filters, {lone / 1e6:.1f} million in AlexNet's "
        "eight layers.",
    )


def _per_weight(_: None) -> ComputedFigure:
    each = FLOP_PER_MULTIPLY_ADD * GO_SIDE**2
    whole = FLOP_PER_MULTIPLY_ADD * multiply_adds_of(ALPHAZERO) / weights_of(ALPHAZERO)
    return ComputedFigure(
        str(each), f"{GO_SIDE} × {GO_SIDE} × {FLOP_PER_MULTIPLY_ADD}; over the whole network {whole:.0f}."
    )


def _per_weight_alexnet() -> float:
    return multiply_adds_of(ALEXNET) / weights_of(ALEXNET)


def _alexnet_per_weight(_: None) -> ComputedFigure:
    once = _per_weight_alexnet()
    return ComputedFigure(
        f"{FLOP_PER_MULTIPLY_ADD * once:.0f}",
        f"{multiply_adds_of(ALEXNET) / 1e6:.0f} million multiply-adds over {weights_of(ALEXNET) / 1e6:.0f} million "
        f"weights are {once:.1f} a weight: the comment counts a multiply-add once here, and twice for AlphaZero.",
        explains=10 <= once <= 15,
    )


def _factor_between(_: None) -> ComputedFigure:
    each, once = FLOP_PER_MULTIPLY_ADD * GO_SIDE**2, _per_weight_alexnet()
    alike = each / (FLOP_PER_MULTIPLY_ADD * once)
    return ComputedFigure(
        f"{alike:.0f}",
        f"{each} ÷ {FLOP_PER_MULTIPLY_ADD * once:.1f} with both counted alike. The comment divides {each}, which "
        f"counts a multiply-add twice, by its 10 to 15, which count it once: {each / 15:.0f} to {each / 10:.0f}.",
        explains=45 <= each / 15 < 55,
    )


def _game_length(_: None) -> ComputedFigure:
    orders = math.log10(MOVES_PER_GAME)
    return ComputedFigure(f"{orders:.0f}", f"log10 of {MOVES_PER_GAME} moves is {orders:.1f}.")


def _together(_: None) -> ComputedFigure:
    orders = math.log10(50 * MOVES_PER_GAME)
    return ComputedFigure(f"{orders:.0f}", f"50 × {MOVES_PER_GAME} moves is 1e{orders:.0f}.")


def _games_and_images(_: None) -> ComputedFigure:
    images = ALEXNET_EPOCHS * IMAGENET_IMAGES
    ratio = images / CHESS_GAMES
    return ComputedFigure(
        "roughly similar" if 1 / 3 < ratio < 3 else f"{ratio:.1f} times",
        f"{ALEXNET_EPOCHS} × {IMAGENET_IMAGES:.1e} = {images:.2e} images against {CHESS_GAMES:.1e} games, "
        f"{ratio:.1f} times.",
    )


def _compute_per_parameter(rows: Rows) -> ComputedFigure:
    found = {}
    for name, network in (("AlphaZero", ALPHAZERO), ("AlexNet", ALEXNET)):
        row = next((r for r in rows if same_name(r.name, name) and r.compute), None)
        if row is None or not row.compute:
            return ComputedFigure("none", f"No compute of {name}.")
        found[name] = float(row.compute) / float(row.parameters or Decimal(weights_of(network)))
    orders = math.log10(found["AlphaZero"] / found["AlexNet"])
    return ComputedFigure(
        f"{orders:.0f}",
        f"{found['AlphaZero']:.1e} against {found['AlexNet']:.1e} FLOP a parameter, {orders:.1f} orders of magnitude.",
    )


_Rule = Callable[[None], ComputedFigure]
_RULES: tuple[tuple[str, str, _Rule], ...] = (
    ("Parameters of AlphaZero (a comment)", "AlphaZero below AlexNet", _fewer),
    ("FLOP per parameter of AlphaZero's convolutions (a comment)", "722", _per_weight),
    ("FLOP per parameter of AlexNet (a comment)", "10 to 15", _alexnet_per_weight),
    ("Factor between both (a comment)", "50", _factor_between),
    ("Orders of magnitude that the length of a game of Go explains (a comment)", "2", _game_length),
    ("Orders of magnitude that both explain together (a comment)", "4", _together),
    ("Training images of AlexNet against games of AlphaZero (a comment)", "roughly similar", _games_and_images),
)
ON_NETWORKS: tuple[Statement[None], ...] = tuple(Statement(*rule) for rule in _RULES)
ON_SHEET: tuple[Statement[Rows], ...] = (
    Statement("Compute per parameter of AlphaZero over AlexNet's, orders of magnitude", "5", _compute_per_parameter),
)


def reproduce_comments(tables: Sequence[EpochTable]) -> list[Reproduced]:
    """Compare the arithmetic of document 002's comments with that of the published networks and the sheet."""
    document = parameter_counts.DOCUMENT
    out = [compare(document, one, None, "Krizhevsky et al. 2012; Silver et al. 2017") for one in ON_NETWORKS]
    table = parameter_counts.sheet(tables)
    if table is None:
        return out + lacking(document, ON_SHEET, parameter_counts.NEEDS)
    return out + [compare(document, one, table.rows, origin_of(table.source)) for one in ON_SHEET]
