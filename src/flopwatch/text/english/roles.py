"""The roles of English words; its numbers and units are in `text/english`."""

from __future__ import annotations

from flopwatch.text.shared_words import ROLES

ROLES_OF_ENGLISH: tuple[tuple[str, str], ...] = (
    ("parameters", "parameter parameters params param"),
    ("tokens", "token tokens"),
    ("chip", "gpu gpus tpu tpus npu npus accelerator accelerators chip chips processors superchips"),
    ("hours", "hour hours hrs hr"),
    ("days", "day days"),
    ("weeks", "week weeks"),
    ("months", "month months"),
    ("flop", "flop flops operations"),
    ("money:USD", "dollar dollars usd"),
    ("money:EUR", "euro euros"),
    ("active", "active activated actived activates activating activation activate fires activations"),
    ("total", "total overall altogether"),
    ("data", "data corpus corpora dataset datasets code"),
    ("training", "train* pretrain* pre-train* trained"),
    ("training:effort", "run consumed requires required took"),
    ("context", "context window length lengths input inputs output outputs sequence prompt generation"),
    ("context", "supports support ctx"),
    ("word:use", "use uses used using employs invokes"),
    ("word:offer", "rent rental rentals renting lease leasing"),
    ("context:serving", "inference inferencing deploy* serve served serving"),
    ("rate", "daily"),
    ("free", "free complimentary"),
    ("cost", "cost costs costing spent spend budget expense expenditure worth"),
    ("price", "subscription monthly raised raising valuation revenue price prize plan pricing funding"),
    ("price", "a-month priced invest"),
    ("per", "per each every"),
    ("machine", "nodes node servers server hosts"),
    ("and", "and or to"),
    ("model", "model models version versions variant variants size sizes"),
    ("filler", "of the a an with nvidia whopping mere only just about around over roughly more than up to"),
    ("filler", "approximately diverse unique high-quality high quality text multilingual"),
    ("other", "user users word words language languages people year years time times minute minutes second seconds"),
    ("other", "percent points page pages image images video videos frames layers experts gb tb mb kb samples"),
    ("other", "examples documents books tasks heads steps countries developers stars dimensions watts megawatts"),
    ("other", "gigawatts"),
    *ROLES,
)
