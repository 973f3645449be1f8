"""The names accelerators go by in running text, and the pattern that finds one."""

from __future__ import annotations

import re
from functools import cache

from flopwatch.text.lexicon import Lexicon, either

# A space matches a space, a hyphen or nothing. Longer names win over shorter ones.
CHIP_NAMES: tuple[str, ...] = (
    "A100",
    "A800",
    "A40",
    "A30",
    "A16",
    "A10G",
    "A10",
    "A2",
    "A4000",
    "A5000",
    "A6000",
    "H100",
    "H200",
    "H800",
    "H20",
    "B100",
    "B200",
    "B300",
    "GH200",
    "GB200",
    "GB300",
    "L40S",
    "L40",
    "L20",
    "L4",
    "V100S",
    "V100",
    "P100",
    "P40",
    "P4",
    "K80",
    "K40",
    "K20",
    "M40",
    "M60",
    "T4",
    "GTX 580",
    "GTX 680",
    "GTX 780",
    "GTX 980",
    "GTX 1080",
    "GTX 1080 Ti",
    "GTX Titan",
    "GTX Titan X",
    "RTX 2080",
    "RTX 2080 Ti",
    "RTX 3080",
    "RTX 3090",
    "RTX 4090",
    "RTX 5090",
    "RTX 6000",
    "RTX 8000",
    "RTX A6000",
    "Titan X",
    "Titan V",
    "Titan Xp",
    "Titan RTX",
    "MI50",
    "MI100",
    "MI210",
    "MI250",
    "MI250X",
    "MI300A",
    "MI300X",
    "MI325X",
    "MI350X",
    "MI355X",
    "TPU",
    "TPU v1",
    "TPU v2",
    "TPU v3",
    "TPU v4",
    "TPU v4i",
    "TPU v5",
    "TPU v5e",
    "TPU v5p",
    "TPU v6",
    "TPU v6e",
    "TPU v7",
    "Trillium",
    "Ironwood",
    "Trainium",
    "Trainium2",
    "Trainium3",
    "Inferentia",
    "Inferentia2",
    "Gaudi",
    "Gaudi2",
    "Gaudi3",
    "Ascend NPU",
    "Ascend 310",
    "Ascend 910",
    "Ascend 910A",
    "Ascend 910B",
    "Ascend 910C",
    "Kunlun",
    "MLU290",
    "MLU370",
    "IPU",
    "WSE",
    "WSE 2",
    "WSE 3",
    "CS 2",
    "CS 3",
    "DCU",
    "NPU",
    "GPU",
    "CPU",
)
MAKERS: tuple[str, ...] = (
    "NVIDIA",
    "AMD",
    "Google",
    "Google Cloud",
    "Intel",
    "Huawei",
    "AWS",
    "Tesla",
    "GeForce",
    "Quadro",
    "Instinct",
    "Habana",
    "Graphcore",
    "Cerebras",
    "Radeon",
)
_GENERIC = ("GPU", "TPU", "NPU", "CPU", "IPU", "DCU")
_MEMORY = r"[0-9]{1,4}[ ]?G(?:i?B)?"


def _joined(names: tuple[str, ...]) -> str:
    # An optional separator written [ -]? cannot nest, so the pattern stays linear.
    return either(names, "[ -]?")


@cache
def chip(lexicon: Lexicon) -> str:
    """Return the pattern of an accelerator with its maker, memory and form, groups `chip` and `core`."""
    makers, core, memory = _joined(MAKERS), either(lexicon.core), either(lexicon.memory)
    generic = _joined((*_GENERIC, *lexicon.chip_nouns, *lexicon.chip_followers))
    return (
        r"(?:(?<![A-Za-z0-9_.])|(?<=[0-9][xX×]))"
        rf"(?:(?:{makers})[ ]){{0,2}}"
        rf"(?P<chip>(?:{_MEMORY}[ -](?:(?:{makers})[ ])?)?(?:{_joined((*CHIP_NAMES, *lexicon.chip_nouns))})"
        rf"(?:[ -]?(?P<core>{core}))?(?:[ -](?:SXM[0-9]?|PCIe|NVL|HBM[0-9]?e?|Max|Ultra))?(?:-{_MEMORY})?)"
        rf"(?:[’']?s(?=[ ]))?(?:[ ]{_MEMORY}(?![A-Za-z0-9])|[ ]?\({_MEMORY}\))?"
        rf"(?:[ -](?:Tensor[ -]Core[ ])?(?:{generic}))?(?:[’']?s)?"
        # "GPUh" ends before its h
        rf"(?:[ ]\({_MEMORY}(?:[ ](?:{memory}))?\))?(?!(?!h(?![A-Za-z0-9_]))[A-Za-z0-9_])"
    )


@cache
def chip_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the compiled pattern of an accelerator."""
    return re.compile(chip(lexicon), re.IGNORECASE | re.ASCII)


@cache
def chip_time_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Return the pattern of accelerator time behind an accelerator, groups `core2` and `time`."""
    times = either(lexicon.chip_times_by_word)
    return re.compile(
        rf"(?:[ -](?P<core2>{either(lexicon.core)}))?[ -]{{0,2}}(?P<time>{times})(?![A-Za-z0-9_])",
        re.IGNORECASE | re.ASCII,
    )


def chip_words(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the names of accelerators as they may be written: a space of a name also as a hyphen, or left out."""
    names = (*CHIP_NAMES, *lexicon.chip_nouns)
    return tuple({name.replace(" ", blank) for name in names for blank in (" ", "-", "")})
