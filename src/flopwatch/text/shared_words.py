"""Words and letters that every language writes alike: letters that scale, digits of Han, chips, FLOP, bytes."""

from __future__ import annotations

SUFFIXES: tuple[tuple[str, int, str], ...] = (
    ("k", 3, ""),
    ("K", 3, ""),
    ("M", 6, ""),
    ("B", 9, ""),
    ("b", 9, ""),
    ("T", 12, ""),
    ("t", 12, ""),
)
# English scale words, in languages that have none of the same spelling.
SCALES: tuple[tuple[str, int], ...] = (("million", 6), ("billion", 9), ("trillion", 12), ("bn", 9))
HAN_DIGITS: tuple[tuple[str, str], ...] = tuple(
    (str(digit), word) for digit, word in enumerate("一二三四五六七八九", 1)
)
RANGE_MARKS: tuple[str, ...] = ("~", "～", "〜", "-", "–", "—", "−")  # between the ends of a range
# Where a sentence or a quotation begins: an imperative there has no subject before it.
AT_START = r"(?:^|[.!?:;,\"'\n>«¡。！？：“]\s{0,4})"
ROLES: tuple[tuple[str, str], ...] = (
    ("chip", "gpu gpus tpu tpus npu npus xpu superchip* gpu's"),
    ("tokens", "token tokens"),
    ("flop", "flop flops"),
    ("hours", "hours hour"),
    ("parameters", "parameters params"),
    ("active", "activated"),
    ("brand", "ascend"),
    ("hardware", "hardware"),
    ("epochs", "epoch epochs"),
    ("utilisation", "mfu utilization utilisation hfu"),
    ("other", "gb tb mb kb g gib tib hz fps gwh mwh kwh mw gw"),
    ("filler", "nvidia amd huawei google moe ai"),
    ("money:USD", "usd us"),
)
