"""The routes as data: the factors of each, the facts it needs, its priors and its equation.

`route_engine` reads them for records and for typed runs; the calculator's page carries them as JSON, and a small
interpreter in the browser reads the same. The error of each route, and its reason: docs/methods/estimation.md.
"""

from __future__ import annotations

import msgspec

from flopwatch.statistics import LogNormal

EXACT = 1.05  # 90% factor of a plainly stated count: sources round to two digits
WALL_CLOCK = 1.1  # 90% factor of a stated time
SECONDS_PER_HOUR = 3600.0
SMALL_CORPUS_TOKENS = 1e11
# Fewer tokens for each parameter are those of a machine's demonstration, a table or a tune, none of which repeats its
# corpus many times. Of the base's text corpora with unstated passes BaGuaLu's has 1e-4, the next without a base 0.013.
LEAST_TOKENS_PER_PARAMETER = 1e-3


class Prior(msgspec.Struct, frozen=True):
    """A factor that no source states.

    Args:
        name: Its name on the receipt.
        median: Its median.
        sigma_dex: Standard deviation of its log10.
        source: Its source, in words.
    """

    name: str
    median: float
    sigma_dex: float
    source: str = ""

    @property
    def value(self) -> LogNormal:
        """The distribution."""
        return LogNormal(median=self.median, sigma_dex=self.sigma_dex)


class Way(msgspec.Struct, frozen=True):
    """One way to know a factor.

    Args:
        fact: Name of the fact (a field of `RunFacts`, or a unit of its data).
        name: Its name on the receipt; `{passes}` is replaced by the words of the passes.
        within: 90% factor of a bare statement.
        ratio: Name of the prior that converts its unit, or "".
        repeats: Whether passes over the data multiply it.
    """

    fact: str
    name: str
    within: float = EXACT
    ratio: str = ""
    repeats: bool = False


class Factor(msgspec.Struct, frozen=True):
    """One factor of a route.

    Args:
        symbol: Its letter.
        unit: Its unit.
        ways: The ways to know it, the best first.
        prior: Name of the prior to use if no way applies, or "".
        flag: Name of the flag of the run without which it does not count, or "".
        lacking: The fact to ask for if it is unknown.
    """

    symbol: str
    unit: str
    ways: tuple[Way, ...] = ()
    prior: str = ""
    flag: str = ""
    lacking: str = ""


class Route(msgspec.Struct, frozen=True):
    """A product of factors that gives training compute.

    Args:
        method: Its method.
        constant: The constant of the product.
        factors: The factors.
        equation: Pairs of the words before a factor and its symbol; a factor that does not count is left out.
        shown: The format of each symbol in the equation: `short` (405e9), `plain` (54) or `share` (0.38).
        needs: Start of the message that lists missing factors.
    """

    method: str
    constant: float
    factors: tuple[Factor, ...]
    equation: tuple[tuple[str, str], ...]
    shown: dict[str, str]
    needs: str


def _prior(name: str, value: LogNormal, source: str = "") -> Prior:
    return Prior(name, value.median, value.sigma_dex, source)


# Parts that 6ND leaves out: attention over the context adds 1 to 15%; embeddings, which are looked up, subtract as much
# in small models. Kaplan et al. (2020), table 1; Hoffmann et al. (2022), appendix F, find 6ND within 3 to 10% of a full
# count.
COUNTING_ERROR = LogNormal.from_factor(median=1.0, factor=1.10)
# In an encoder-decoder each token passes about half of the parameters, unless a source counts the tokens of both sides
# once.
HALF_TO_ALL = LogNormal.from_interval(low=0.5, high=1.0)
TOKENS_PER_WORD = LogNormal.from_factor(median=4 / 3, factor=1.15)  # one token is about 3/4 of an English word
# Bytes per token where both lists give them: LLaMA 2.9, Chinchilla 3.7, PaLM 3.8, Gopher 4.3, OPT 4.4, ERNIE 3.0
# 10.7, Yuan 28, GPT-3 66 (raw crawls), BLOOM 0.5, UL2 0.8: geometric mean 4.8, standard deviation 0.6 decades, so 90%
# within a factor of 10.
TOKENS_PER_BYTE = LogNormal.from_factor(median=1 / 4.8, factor=10)
# Passes over the data, and the error of the stated amount as the amount seen. Chosen on the language models of Epoch's
# table of 2024-04-02 that state parameters, data and compute, as recorded compute / (6 × N × tokens once);
# docs/methods/validation.md. 26 small corpora without epochs: median 1.5 decades, 90% 0.1 to 3. awesome-huge-models has
# GPT 103 passes, BERT 33, Meena 132, CPM 4.6.
PASSES_OF_A_SMALL_CORPUS = LogNormal.from_interval(low=1, high=600)
# 45 large ones without epochs: median 1.0, nine in ten within a factor of 3 (GPT-3 saw 0.4 of its corpus, LaMDA 0.2, T5
# 3.1 times it).
PASSES_OF_A_LARGE_CORPUS = LogNormal.from_factor(median=1.0, factor=3.0)
# 32 large ones with epochs: nine in ten within 1.5; 10 small ones: within 6 (a source gives the epochs of one stage, or
# of one set).
EPOCHS_OF_A_LARGE_CORPUS = 1.5
EPOCHS_OF_A_SMALL_CORPUS = 6.0
# 90% factor of a stated share: it is that of the steady state, not of the whole run with its restarts. 28 language rows
# of April 2024 that state it: nine in ten within 1.42, including the time's own 1.1.
STATED_UTILIZATION = 1.4
# Recomputing activations costs a fourth forward pass: a share of peak that counts it (HFU) is up to a third too high.
MODEL_OVER_HARDWARE = LogNormal.from_interval(low=0.75, high=1.0)

PRIORS: dict[str, Prior] = {
    "counting": _prior("counting error", COUNTING_ERROR, "6ND leaves out attention over the context and embeddings"),
    "half": _prior("share of parameters a token passes", HALF_TO_ALL, "encoder-decoder: half to all"),
    "tokens-per-word": _prior("tokens per word", TOKENS_PER_WORD),
    "tokens-per-byte": _prior("tokens per byte", TOKENS_PER_BYTE),
    "small-corpus": _prior("passes", PASSES_OF_A_SMALL_CORPUS),
    "large-corpus": _prior("passes", PASSES_OF_A_LARGE_CORPUS),
    "core": Prior("chips or cores", 1.0, 0.301 / 1.6448536269514722, "may be counted by core or by board"),
}

OPERATIONS = Route(
    method="operations",
    constant=6.0,
    factors=(
        Factor(
            "N",
            "parameters",
            (Way("active", "active parameters"), Way("parameters", "parameters")),
            lacking="parameters",
        ),
        Factor(
            "D",
            "tokens",
            (
                Way("tokens_seen", "tokens seen"),
                Way("tokens", "tokens seen, from tokens{passes}", repeats=True),
                Way("words", "tokens seen, from words × 4/3{passes}", ratio="tokens-per-word", repeats=True),
                Way("bytes", "tokens seen, from bytes ÷ 4.8{passes}", ratio="tokens-per-byte", repeats=True),
            ),
            lacking="tokens",
        ),
        Factor("k", "ratio", prior="counting"),
        Factor("h", "fraction", prior="half", flag="is_encoder_decoder"),
    ),
    equation=(("6 × ", "N"), (" × ", "D"), (" × ", "h")),
    shown={"N": "short", "D": "short", "h": "share"},
    needs="Counting operations needs",
)
_RUN = (
    Factor("u", "fraction", (Way("utilization", "utilisation", STATED_UTILIZATION),), lacking="mfu"),
    Factor("p", "FLOP/s", (Way("peak", "peak of a chip", 1.0),), lacking="chip"),
    Factor("c", "ratio", prior="core", flag="is_counted_by_core"),
)
CHIP_HOURS = Route(
    method="hardware",
    constant=SECONDS_PER_HOUR,
    factors=(Factor("T", "chip-hours", (Way("chip_hours", "chip-hours"),), lacking="chip_hours"), *_RUN),
    equation=(("", "T"), (" × 3600 s × ", "p"), (" FLOP/s × ", "u")),
    shown={"T": "short", "p": "short", "u": "share"},
    needs="The hardware route needs",
)
CHIPS_AND_HOURS = Route(
    method="hardware",
    constant=SECONDS_PER_HOUR,
    factors=(
        Factor("n", "chips", (Way("chips", "chips", 1.0),), lacking="chips"),
        Factor("t", "hours", (Way("hours", "hours", WALL_CLOCK),), lacking="days"),
        *_RUN,
    ),
    equation=(("", "n"), (" × ", "t"), (" h × 3600 s × ", "p"), (" FLOP/s × ", "u")),
    shown={"n": "plain", "t": "plain", "p": "short", "u": "share"},
    needs="The hardware route needs",
)
ROUTES = (OPERATIONS, CHIP_HOURS, CHIPS_AND_HOURS)
