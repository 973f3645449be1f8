"""How much text (or how many patches) passed through training, from whatever a source states of the data."""

from __future__ import annotations

from dataclasses import dataclass

from flopwatch.domain import Unknown
from flopwatch.estimation.run_facts import Fact, RunFacts
from flopwatch.statistics import LogNormal

# How often the data were seen, and how well the stated amount is what was seen. Chosen on the language models of
# Epoch's table of 2024-04-02 that state parameters, data and compute, as recorded compute / (6 × N × tokens once);
# docs/methods/validation.md.
SMALL_CORPUS_TOKENS = 1e11
# 26 small corpora without epochs: median 1.5 decades, 90% 0.1 to 3. awesome-huge-models has GPT 103 passes, BERT 33,
# Meena 132, CPM 4.6.
PASSES_OF_A_SMALL_CORPUS = LogNormal.from_interval(low=1, high=600)
# 45 large ones without epochs: median 1.0, nine in ten within a factor of 3 (GPT-3 saw 0.4 of its corpus, LaMDA 0.2, T5
# 3.1 times it).
PASSES_OF_A_LARGE_CORPUS = LogNormal.from_factor(median=1.0, factor=3.0)
# 32 large ones with epochs: nine in ten within 1.5; 10 small ones: within 6 (a source gives the epochs of one stage, or
# of one set).
EPOCHS_OF_A_LARGE_CORPUS = 1.5
EPOCHS_OF_A_SMALL_CORPUS = 6.0
TOKENS_PER_WORD = LogNormal.from_factor(median=4 / 3, factor=1.15)  # one token is about 3/4 of an English word
# Bytes per token where the two lists state both: LLaMA 2.9, Chinchilla 3.7, PaLM 3.8, Gopher 4.3, OPT 4.4, ERNIE 3.0
# 10.7, Yuan 28, GPT-3 66 (raw crawls), BLOOM 0.5, UL2 0.8: geometric mean 4.8, standard deviation 0.6 decades, so 90%
# within a factor of 10.
TOKENS_PER_BYTE = LogNormal.from_factor(median=1 / 4.8, factor=10)
# A bare count of datapoints of a language model is of words or of tokens.
TOKENS_PER_DATAPOINT = LogNormal.from_interval(low=0.8, high=1.7)
# ViT-B/16 at 224 pixels: 196 patches; /14 at 336: 576; /32 at 224: 49. https://arxiv.org/abs/2010.11929, section 3.1.
PATCHES_PER_IMAGE = LogNormal.from_interval(low=100, high=700)
EXACT = 1.05  # 90% factor of a plainly stated count: sources round to two digits
# Datapoints of these are images, clips, games or positions: to count them as tokens is the commonest large miss.
NOT_TEXT = frozenset(
    {
        "vision",
        "multimodal",
        "image-generation",
        "video",
        "speech",
        "audio",
        "games",
        "reinforcement-learning",
        "robotics",
        "driving",
        "recommendation",
        "3d",
        "earth-science",
        "biology",
        "search",
        "other",
        "physics",
    }
)


@dataclass(frozen=True)
class Seen:
    """Tokens that passed through training.

    Args:
        tokens: Their number.
        fact: The fact it rests on.
        words: How it follows, in words.
        passes: Passes over the data where nobody states them (a prior), else None.
        unit: Tokens per unit of what is stated, where that is a prior, else None.
        claims: Claims beyond the fact's own.
    """

    tokens: LogNormal
    fact: Fact
    words: str
    passes: LogNormal | None = None
    unit: LogNormal | None = None
    claims: tuple[str, ...] = ()


def data_seen(facts: RunFacts) -> Seen | Unknown:
    """The tokens seen in training: stated, or data × passes, or why that cannot be told.

    Returns:
        The amount, or Unknown with a reason that begins with its class (`data: …`, `images: …`).
    """
    if facts.tokens_seen is not None:
        return Seen(
            LogNormal.from_factor(median=facts.tokens_seen.value, factor=EXACT),
            facts.tokens_seen,
            "tokens seen",
        )
    for unit, ratio, words in (
        ("tokens", LogNormal(median=1.0), "tokens"),
        ("words", TOKENS_PER_WORD, "words × 4/3"),
        ("bytes", TOKENS_PER_BYTE, "bytes ÷ 4.8"),
    ):
        stated = facts.data.get(unit)
        if stated is not None:
            return _times_passes(facts, stated, stated.value, ratio, words)
    points = facts.data.get("datapoints")
    if points is not None:
        return _datapoints(facts, points)
    if facts.noted_tokens is not None:
        return _times_passes(facts, facts.noted_tokens, facts.noted_tokens.value, LogNormal(median=1.0), "tokens")
    other = next((unit for unit, fact in facts.data.items() if fact is not None), "")
    return Unknown(f"data in {other}, which are no tokens" if other else "no amount of text is stated")


def _datapoints(facts: RunFacts, points: Fact) -> Seen | Unknown:
    counted = facts.datapoints
    strange = sorted(facts.domains & NOT_TEXT)
    if counted.tokens is not None:
        made = _times_passes(
            facts, points, counted.tokens, LogNormal(median=1.0), f"datapoints, {counted.why!r} by its notes"
        )
        return Seen(made.tokens, made.fact, made.words, made.passes, None, counted.claims)
    if counted.unit == "words" and not strange:
        made = _times_passes(facts, points, points.value, TOKENS_PER_WORD, "words × 4/3")
        return Seen(made.tokens, made.fact, made.words, made.passes, made.unit, counted.claims)
    if counted.unit not in ("", "tokens", "words", "datapoints", "bytes"):
        return Unknown(f"data in {counted.unit}, which are no tokens")
    if strange or "language" not in facts.domains:
        what = ", ".join(strange) or "unstated"
        return Unknown(f"datapoints of a model of the domain {what} need not be tokens, and no note says what they are")
    return _times_passes(facts, points, points.value, TOKENS_PER_DATAPOINT, "datapoints (words or tokens)")


def _times_passes(facts: RunFacts, stated: Fact, amount: float, ratio: LogNormal, words: str) -> Seen:
    unit = ratio if ratio.sigma_dex else None
    tokens = LogNormal.from_factor(median=amount, factor=EXACT) * ratio
    small = amount * ratio.median < SMALL_CORPUS_TOKENS
    stated_within = EPOCHS_OF_A_SMALL_CORPUS if small else EPOCHS_OF_A_LARGE_CORPUS
    if facts.counted == "gradients":
        return Seen(tokens, stated, f"{words} that passed through training", None, unit)
    if facts.epochs is not None:
        epochs = LogNormal.from_factor(median=facts.epochs.value, factor=stated_within)
        passes_said = f"{facts.epochs.value:g} epoch{'' if facts.epochs.value == 1 else 's'}"
        return Seen(tokens * epochs, stated, f"{words} × {passes_said}", None, unit)
    passes = PASSES_OF_A_SMALL_CORPUS if small else PASSES_OF_A_LARGE_CORPUS
    return Seen(tokens * passes, stated, f"{words} × passes (unstated)", passes, unit)


def tokens_of(facts: RunFacts) -> tuple[LogNormal, Fact, str] | None:
    """Tokens seen in training, the fact they rest on, and in words how; None where no amount of text is stated in a
    unit of text.
    """
    if not (facts.tokens_seen or any(unit in facts.data for unit in ("tokens", "words", "bytes"))):
        return None
    seen = data_seen(facts)
    return None if isinstance(seen, Unknown) else (seen.tokens, seen.fact, seen.words)


__all__ = ["EXACT", "PATCHES_PER_IMAGE", "TOKENS_PER_WORD", "Seen", "data_seen", "tokens_of"]
