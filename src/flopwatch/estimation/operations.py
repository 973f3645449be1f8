"""Method `operations`: parameters and data, counted."""

from __future__ import annotations

from flopwatch.domain import LogNormal, Unknown, product
from flopwatch.estimation.facts import Fact, Facts
from flopwatch.estimation.results import Input, MethodResult

# A source that states "300B tokens" may mean the corpus or what was seen of it; small corpora were seen many times. From the models of
# awesome-huge-models whose compute, parameters and data are all stated, as C / 6ND. Below 1e11 tokens: BERT 33, GPT 103, GPT-2 17,
# Meena 132, CPM 4.6, Megatron-LM 4.2 (geometric mean 23). From 1e11 on: T5 3.1, PaLM 1.0, Chinchilla 1.0, Gopher 1.3, MT-NLG 1.3,
# Yuan 1.6, GPT-3 0.4, LaMDA 0.2 (geometric mean 1.0).
SMALL_CORPUS_TOKENS = 1e11
PASSES_OF_A_SMALL_CORPUS = LogNormal.from_interval(low=2, high=200)
PASSES_OF_A_LARGE_CORPUS = LogNormal.from_interval(low=1 / 4, high=4)
TOKENS_PER_WORD = LogNormal.from_factor(
    median=4 / 3, factor=1.15
)  # one token is about 3/4 of an English word
# Bytes per token where the two lists state both: LLaMA 2.9, Chinchilla 3.7, PaLM 3.8, Gopher 4.3, OPT 4.4, ERNIE 3.0 10.7, Yuan 28,
# GPT-3 66 (raw crawls), BLOOM 0.5, UL2 0.8: geometric mean 4.8, standard deviation 0.6 decades, so 90% within a factor of 10.
TOKENS_PER_BYTE = LogNormal.from_factor(median=1 / 4.8, factor=10)
EXACT = 1.05  # 90% factor of a plainly stated count: sources round to two digits


def tokens_of(facts: Facts) -> tuple[LogNormal, Fact, str] | None:
    """Tokens seen in training, the fact they rest on, and in words how; None where no amount of text is stated."""
    if facts.tokens_seen is not None:
        return (
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
        if stated is None:
            continue
        amount = LogNormal.from_factor(median=stated.value, factor=EXACT) * ratio
        if facts.epochs is not None:
            return amount * facts.epochs.value, stated, f"{words} × {facts.epochs.value:g} epochs"
        small = stated.value * ratio.median < SMALL_CORPUS_TOKENS
        passes = PASSES_OF_A_SMALL_CORPUS if small else PASSES_OF_A_LARGE_CORPUS
        return amount * passes, stated, f"{words} × passes (unstated)"
    return None


def compute_from_operations(facts: Facts) -> MethodResult | Unknown:
    """Training compute from parameters and tokens.

        compute = 6 × N × D

    2 operations per parameter and token forward (a multiply and an add), twice that backward. N are the parameters that work on
    a token (the active ones of a mixture of experts), D the tokens seen. In an encoder-decoder each token passes about half of N.

    Returns:
        The result in FLOP, or Unknown with what is missing.

    Source:
        Kaplan et al. (2020), "Scaling Laws for Neural Language Models", section 2.1; Sevilla et al. (2022), method 1.
    """
    if not facts.is_sequence or facts.is_convolutional:
        return Unknown(
            "6 × parameters × tokens does not apply: the model does not pass every parameter once per token"
        )
    working = facts.working_parameters
    if working is None:
        return Unknown(
            "a mixture of experts whose active parameters nobody states"
            if facts.is_sparse
            else "no parameter count"
        )
    tokens = tokens_of(facts)
    if tokens is None:
        return Unknown("no amount of text is stated")
    seen, stated, words = tokens
    parameters = LogNormal.from_factor(median=working.value, factor=EXACT)
    inputs = [
        Input(
            "N",
            "active parameters" if facts.active else "parameters",
            parameters,
            "parameters",
            working.claims,
        ),
        Input(
            "D",
            "tokens seen" if facts.tokens_seen else f"tokens seen, from {words}",
            seen,
            "tokens",
            stated.claims,
        ),
    ]
    factors = [LogNormal(median=6.0), parameters, seen]
    half = ""
    if facts.is_encoder_decoder:
        share = LogNormal.from_interval(low=0.5, high=1.0)
        inputs.append(
            Input(
                "h",
                "share of parameters a token passes",
                share,
                "fraction",
                (),
                "encoder-decoder: half to all",
            )
        )
        factors.append(share)
        half = f" × {share.median:.2f}"
    return MethodResult(
        "operations",
        product(factors),
        f"6 × {short(working.value)} × {short(seen.median)}{half}",
        tuple(inputs),
    )


def short(value: float) -> str:
    """A number in a formula, the way papers write it: 405e9, 15.6e12.

    Example:
        >>> short(405e9), short(15.6e12), short(762e6), short(0.5)
        ('405e9', '15.6e12', '762e6', '0.5')
    """
    for exponent in (15, 12, 9, 6, 3):
        if 10**exponent <= value < 10 ** (exponent + 3):
            return f"{value / 10**exponent:.4g}e{exponent}"
    return digits(value, 3)


def digits(value: float, count: int = 2) -> str:
    """A number to so many significant digits, with a plain exponent where it is large: 9.3e25, 0.23, 182.

    Example:
        >>> digits(9.3e25), digits(0.2251), digits(182.4, 3), digits(0.0000921)
        ('9.3e25', '0.23', '182', '9.2e-5')
    """
    mantissa, mark, exponent = f"{value:.{count}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa
