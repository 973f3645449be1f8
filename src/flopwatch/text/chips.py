"""The names accelerators go by in running text, and the pattern that finds one."""

from __future__ import annotations

import re

# A space stands for a space, a hyphen or nothing. Longer names win over shorter ones.
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
    "accelerator",
    "chip",
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
_GENERIC = ("GPU", "TPU", "NPU", "CPU", "IPU", "DCU", "accelerator", "chip", "device", "card")


def _either(names: tuple[str, ...]) -> str:
    # An optional separator written [ -]? cannot nest, so the pattern stays linear.
    return "|".join(re.escape(n).replace(r"\ ", "[ -]?") for n in sorted(names, key=len, reverse=True))


_MEMORY = r"[0-9]{1,4}[ ]?G(?:i?B)?"
CHIP = (
    r"(?:(?<![A-Za-z0-9_.])|(?<=[0-9][xX×]))"
    rf"(?:(?:{_either(MAKERS)})[ ]){{0,2}}"
    rf"(?P<chip>(?:{_MEMORY}[ -](?:(?:{_either(MAKERS)})[ ])?)?(?:{_either(CHIP_NAMES)})"
    rf"(?:[ -]?(?P<core>core))?(?:[ -](?:SXM[0-9]?|PCIe|NVL|HBM[0-9]?e?|Max|Ultra))?(?:-{_MEMORY})?)"
    rf"(?:[’']?s(?=[ ]))?(?:[ ]{_MEMORY}(?![A-Za-z0-9])|[ ]?\({_MEMORY}\))?"
    rf"(?:[ -](?:Tensor[ -]Core[ ])?(?:{_either(_GENERIC)}))?(?:[’']?s)?"
    # "GPUh" ends before its h
    rf"(?:[ ]\({_MEMORY}(?:[ ]memory)?\))?(?!(?!h(?![A-Za-z0-9_]))[A-Za-z0-9_])"
)
_TIME = r"(?:[ -](?P<core2>core))?[ -]{0,2}(?P<time>hours?|hrs?|h|days?|weeks?|months?|years?)(?![A-Za-z0-9_])"
CHIP_PATTERN = re.compile(CHIP, re.IGNORECASE | re.ASCII)
CHIP_TIME_PATTERN = re.compile(_TIME, re.IGNORECASE | re.ASCII)
# (first letter of the time word, unit, how many of it one such word is)
CHIP_TIMES: tuple[tuple[str, str, int], ...] = (
    ("h", "chip-hours", 1),
    ("d", "chip-days", 1),
    ("w", "chip-days", 7),
    ("m", "chip-months", 1),
    ("y", "chip-years", 1),
)
