"""Questions about a run that a person typed: numbers that are possible, but more often a slip. Codes and words as data.

The page's calculator gets the same table as JSON and asks the same questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flopwatch.catalogue import Catalogue
from flopwatch.domain import NotFound, exact
from flopwatch.estimation.run_facts import Fact
from flopwatch.estimation.run_given import Run

FEWEST_PARAMETERS = 1e4  # the smallest model of the census with text data has 2e4
FEWEST_TOKENS = 1e6  # a smaller number is a context length, or has lost its unit
LEAST_COMPUTE = 1e6  # FLOP; the Perceptron of 1957 took 7e5
HIGHEST_UTILIZATION = 0.7  # above every share of the dense peak that a developer has published
TWICE = (1.98, 2.02)  # a peak with 2:4 sparsity against the dense one, both rounded
# What is asked, by code; each name in braces is filled with words of the run.
QUESTIONS: dict[str, str] = {
    "sparse-peak": (
        "{peak} is twice the dense {format} peak of {chip} ({dense} FLOP/s). Is it the peak with sparsity, or that of "
        "an 8-bit format? Training uses the dense one."
    ),
    "few-parameters": "{words} parameters? A unit may be missing: {words}M or {words}B.",
    "few-tokens": "{words} tokens? A unit may be missing: {words}B or {words}T.",
    "little-compute": "{words} as training compute? An exponent may be missing, or a decimal mark misread.",
    "high-utilization": (
        "A utilisation of {words} is above every published one. Is it a share of the time, or does it count "
        "recomputed activations?"
    ),
    "single-precision": (
        "{chip} has no 16-bit peak in the table, so its {format} peak is used. Give --number-format or --peak if the "
        "run used another."
    ),
}
SINGLE = ("fp32", "tf32")


@dataclass(frozen=True)
class Question:
    """Something to check: its code in `QUESTIONS`, the input it is about, and the words that fill it in.

    Args:
        code: Key of `QUESTIONS`.
        slot: The input, by its name in `SLOTS`, or `chip`.
        filled: Value of each name in braces.
    """

    code: str
    slot: str
    filled: dict[str, str]

    @property
    def words(self) -> str:
        """The question, in words."""
        return QUESTIONS[self.code].format(**self.filled)


def questions_about(run: Run, tables: Catalogue) -> tuple[Question, ...]:
    """Return what to ask of a run before its figure is trusted.

    Args:
        run: What is given.
        tables: Accelerators with their dense peaks, in FLOP/s.

    Example:
        >>> from flopwatch.catalogue import Catalogue
        >>> from flopwatch.estimation.run_given import read_run
        >>> from flopwatch.sources import curated_folder, load_tables
        >>> tables = Catalogue.of(load_tables(curated_folder()))
        >>> print(questions_about(read_run({"tokens": "1.4"}), tables)[0].words)
        1.4 tokens? A unit may be missing: 1.4B or 1.4T.
    """
    return (*questions_of_size(run.facts), *_about_the_chip(run, tables))


def questions_of_size(facts: Mapping[str, Fact]) -> list[Question]:
    """Return what to ask of amounts that are possible, but more often a slip, each by itself.

    Args:
        facts: Amounts in their base units, by the names of `SLOTS`.
    """
    return [
        Question(code, slot, {"words": facts[slot].as_written})
        for slot, code, low, high in _BOUNDS
        if slot in facts and not low <= facts[slot].value <= high
    ]


_BOUNDS = (
    ("parameters", "few-parameters", FEWEST_PARAMETERS, 1e99),
    ("active_parameters", "few-parameters", FEWEST_PARAMETERS, 1e99),
    ("tokens", "few-tokens", FEWEST_TOKENS, 1e99),
    ("data_tokens", "few-tokens", FEWEST_TOKENS, 1e99),
    ("compute", "little-compute", LEAST_COMPUTE, 1e99),
    ("base", "little-compute", LEAST_COMPUTE, 1e99),
    ("mfu", "high-utilization", 0.0, HIGHEST_UTILIZATION),
)


def _about_the_chip(run: Run, tables: Catalogue) -> list[Question]:
    if not run.chip:
        return []
    try:
        chip, number_format, dense = tables.chips.peak(run.chip)
    except NotFound:  # no peak in the table to compare with
        return []
    if run.number_format in chip.peak_flop_per_s:
        number_format = run.number_format
        dense = float(exact(chip.peak_flop_per_s[number_format]))
    given = run.facts.get("peak")
    if given is None:
        fallen = number_format in SINGLE and not run.number_format
        return [Question("single-precision", "chip", {"chip": chip.name, "format": number_format})] if fallen else []
    if not TWICE[0] <= given.value / dense <= TWICE[1]:
        return []
    filled = {"peak": given.as_written, "format": number_format, "chip": chip.name, "dense": f"{dense:g}"}
    return [Question("sparse-peak", "peak", filled)]


def questions_table() -> dict[str, object]:
    """Return the table of questions for the page: words by code, bounds by input, and what counts as twice."""
    return {"words": QUESTIONS, "bounds": [list(one) for one in _BOUNDS], "twice": list(TWICE), "single": list(SINGLE)}
