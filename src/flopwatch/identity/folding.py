"""Folding of names for comparison, one function per purpose. Where two fold differently, the docstring says why.

Not here: terms of a vocabulary (`domain`), and keys and headers of an outside format (its reader); they are not names.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flopwatch.identity.greek import spelled_out

_MODEL_MARKS = re.compile(r"[\s\-_·‑–—/()\[\]*:,'’\"]")
_ROW_MARKS = re.compile(r"[\s_\u2010-\u2015-]+")
_NO_LETTER = re.compile(r"[\W_]")
_CHIP_MARKS = re.compile(r"[\s\-_/()]|nvidia|google|gpus?|accelerators?|[0-9]+gb?(?=[av]100|h100)")
_BRACKETS = re.compile(r"\([^)]{0,40}\)")
_MEMORY = re.compile(
    r"(?<![0-9])[0-9]{1,4} ?g(?:i?b)?(?![a-z0-9])|(?<![a-z0-9])(?:hbm[0-9]?e?|gddr[0-9]x?)(?![a-z0-9])"
)
_BOARD = re.compile(
    r"(?<![a-z])(?:sxm[0-9]?|pcie|dgxs?|hgx|oam|tesla|geforce|quadro|instinct|radeon|nvidia|google|amd|huawei"
    r"|cloud)(?![a-z])"
)
# "TPU v5p-8": a slice of 8 cores or chips; the device is the chip.
_SLICE = re.compile(r"(?<=[0-9a-z])(?<!tpu)-[0-9]{1,5}(?:x[0-9]{1,3}){0,2}$")
_RATE_MARKS = re.compile(r"[\s\-]|google|nvidia")
_NO_FILE = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=50_000)
def fold_name(name: str) -> str:
    """Fold the name of a model or developer: case, blanks, hyphens and Greek letters do not matter; dots and plus signs
    do.

    Example:
        >>> fold_name("PanGu-α") == fold_name("pangu alpha"), fold_name("DALL·E 2") == fold_name("DALL-E 2")
        (True, True)
    """
    return _MODEL_MARKS.sub("", spelled_out(name.casefold()))


def fold_listed(name: str) -> str:
    """Fold a name of a table that lists every spelling: only case does not matter.

    Stricter than `fold_name`, so that a new spelling is noticed and added.
    """
    return name.casefold()


def fold_row(name: str) -> str:
    """Fold the name of a row of a printed table: case, blanks and dashes do not matter.

    Stricter than `fold_name`: brackets distinguish rows (`GLM-4 (0116)`).

    Example:
        >>> fold_row("Falcon 180B") == fold_row("Falcon-180B"), fold_row("Llama 3.1") == fold_row("Llama 31")
        (True, False)
    """
    return _ROW_MARKS.sub("", name.casefold())


def fold_vintage(name: str) -> str:
    """Fold the name of a model in one table's vintages: its letters and digits, of the first 200 characters.

    Looser than `fold_name`: a table may change any mark between vintages, and lists each model once.

    Example:
        >>> fold_vintage("Llama 3.1") == fold_vintage("LLaMA-31")
        True
    """
    return _NO_LETTER.sub("", name.casefold()[:200])


def fold_chip(name: str) -> str:
    """Fold the name of an accelerator: its maker, `GPU` and a memory size directly before the name do not matter.

    Example:
        >>> fold_chip("NVIDIA A100-SXM") == fold_chip("a100 sxm"), fold_chip("40GA100 GPU") == fold_chip("A100")
        (True, True)
    """
    return _CHIP_MARKS.sub("", name.casefold())


def fold_chip_without_memory(name: str) -> str:
    """Fold the name of an accelerator without the size and kind of its memory, as drivers print it.

    Looser than `fold_chip`, stricter than `fold_chip_without_board`.

    Example:
        >>> fold_chip_without_memory("NVIDIA H100 80GB HBM3"), fold_chip_without_memory("H100 PCIe 80 GB")
        ('h100', 'h100pcie')
    """
    return fold_chip(_MEMORY.sub(" ", name.casefold()))


def fold_chip_without_board(name: str) -> str:
    """Fold the name of an accelerator without form factor, memory and series ("Tesla V100 DGXS 32 GB" is a V100).

    Looser than `fold_chip`, and used after it: boards with an entry of their own remain distinct. The size of a TPU's
    slice is not part of the chip's name.

    Example:
        >>> fold_chip_without_board("TPU v5p-8"), fold_chip_without_board("RTX 2080-11")
        ('tpuv5p', 'rtx208011')
    """
    plain = name.casefold()
    if "tpu" in plain:
        plain = _SLICE.sub("", plain)
    return fold_chip(_BOARD.sub(" ", _MEMORY.sub(" ", _BRACKETS.sub(" ", plain))))


def fold_chip_of_rate(name: str) -> str:
    """Fold the name of an accelerator in a list of hourly rates: case, blanks, hyphens and maker do not matter.

    Stricter than `fold_chip`: a list has separate prices for boards of different memory.
    """
    return _RATE_MARKS.sub("", name.casefold())


def file_slug(name: str) -> str:
    """Return a file's or page's name as part of a source's id: lower-case ASCII letters and digits, hyphens between.

    Plainer than `slug`, which keeps the dots and plus signs of a model's name.

    Example:
        >>> file_slug("Awesome LLMs_v1.5")
        'awesome-llms-v1-5'
    """
    return _NO_FILE.sub("-", name.casefold()).strip("-")
