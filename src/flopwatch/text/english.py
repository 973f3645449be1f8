"""The English words for numbers, units, relations and months: data only, so that another language is another such file."""

from __future__ import annotations

# Scale words: (word, power of ten). The short scale, as English has used it since the 1970s.
SCALES: tuple[tuple[str, int], ...] = (
    ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12), ("quadrillion", 15),
    ("lakh", 5), ("lakhs", 5), ("crore", 7), ("crores", 7),
)  # fmt: skip

# Letters glued to a number: (letters, power of ten, flag). Lower-case m is also metres, minutes and milli.
SUFFIXES: tuple[tuple[str, int, str], ...] = (
    ("k", 3, ""), ("K", 3, ""),
    ("M", 6, ""), ("m", 6, "ambiguous-scale"), ("mn", 6, ""), ("Mn", 6, ""), ("mln", 6, ""), ("MM", 6, ""), ("mm", 6, "ambiguous-scale"),
    ("B", 9, ""), ("b", 9, ""), ("bn", 9, ""), ("Bn", 9, ""), ("BN", 9, ""), ("bln", 9, ""), ("G", 9, ""),
    ("T", 12, ""), ("t", 12, ""), ("tn", 12, ""), ("Tn", 12, ""), ("trn", 12, ""),
)  # fmt: skip

# Numbers in words; "dozens", "hundreds", "a few" and "several" are not numbers.
ONES: tuple[tuple[str, int], ...] = (
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9),
    ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16),
    ("seventeen", 17), ("eighteen", 18), ("nineteen", 19),
)  # fmt: skip
TENS: tuple[tuple[str, int], ...] = (
    ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80),
    ("ninety", 90),
)  # fmt: skip
# Words that multiply what stands before them and need "a", "one" or a number there.
MULTIPLES: tuple[tuple[str, int], ...] = (("hundred", 100), ("dozen", 12))
ARTICLES: tuple[str, ...] = ("a", "an")

# Parts of a whole: (word, parts). "a third model" is no fraction, so those marked need "of" after them.
FRACTIONS: tuple[tuple[str, int, bool], ...] = (
    ("half", 2, False), ("halves", 2, False), ("quarter", 4, False), ("quarters", 4, False),
    ("third", 3, True), ("thirds", 3, False), ("fourth", 4, True), ("fourths", 4, False), ("fifth", 5, True),
    ("fifths", 5, False), ("sixth", 6, True), ("sixths", 6, False), ("seventh", 7, True), ("eighth", 8, True),
    ("eighths", 8, False), ("ninth", 9, True), ("tenth", 10, True), ("tenths", 10, False),
)  # fmt: skip
# Before "half" and "quarter" these make a time of the year or one of two, not a share.
NO_FRACTION_AFTER: tuple[str, ...] = (
    "first", "second", "third", "fourth", "other", "latter", "last", "next", "per", "this", "each", "every",
)  # fmt: skip

# Units in words: (words, unit, power of ten). A space stands for a space or a hyphen.
UNIT_WORDS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("tokens", "token"), "tokens", 0),
    (("words", "word"), "words", 0),
    (("characters", "character", "chars"), "characters", 0),
    (("images", "image", "pictures", "photos"), "images", 0),
    (("videos", "video", "video clips"), "videos", 0),
    (("frames", "frame"), "frames", 0),
    (("samples", "sample", "examples", "example"), "samples", 0),
    (("conversations", "conversation", "dialogues", "dialogue", "dialogs"), "conversations", 0),
    (("documents", "document", "articles"), "documents", 0),
    (("books", "book"), "books", 0),
    (("pages", "page", "web pages", "web page", "webpages", "webpage"), "pages", 0),
    (("languages", "language"), "languages", 0),
    (("tasks", "task"), "tasks", 0),
    (("games", "game"), "games", 0),
    (("sequences", "sequence"), "sequences", 0),
    (("texts",), "texts", 0),
    (("datapoints", "datapoint", "data points", "data point"), "datapoints", 0),
    (("parameters", "parameter", "params", "param"), "parameters", 0),
    (("layers", "layer"), "layers", 0),
    (("epochs", "epoch"), "epochs", 0),
    (("citations", "citation"), "citations", 0),
    (("models", "model"), "models", 0),
    (("minutes", "minute", "mins"), "minutes", 0),
    (("hours", "hour", "hrs", "hr"), "hours", 0),
    (("days", "day"), "days", 0),
    (("weeks", "week"), "weeks", 0),
    (("months", "month"), "months", 0),
    (("years", "year", "yrs", "yr"), "years", 0),
    (("bytes", "byte"), "bytes", 0),
    (("kilobytes", "kilobyte"), "kB", 0),
    (("megabytes", "megabyte"), "MB", 0),
    (("gigabytes", "gigabyte"), "GB", 0),
    (("terabytes", "terabyte"), "TB", 0),
    (("petabytes", "petabyte"), "PB", 0),
    (("watts", "watt"), "W", 0),
    (("kilowatts", "kilowatt"), "kW", 0),
    (("megawatts", "megawatt"), "MW", 0),
    (("gigawatts", "gigawatt"), "GW", 0),
    (("kilowatt hours", "kilowatt hour"), "kWh", 0),
    (("megawatt hours", "megawatt hour"), "MWh", 0),
    (("gigawatt hours", "gigawatt hour"), "GWh", 0),
    (("terawatt hours", "terawatt hour"), "TWh", 0),
    (("dollars", "dollar", "us dollars", "usd"), "USD", 0),
    (("percent", "per cent"), "fraction", -2),
    (("fold",), "scale", 0),
    (("kgco2e", "kgco2eq", "kg co2e", "kg co2eq", "kg of co2eq", "kg of co2e"), "kgCO2e", 0),
    (("tco2e", "tco2eq", "tons co2e", "tons of co2e", "tonnes of co2e", "tons co2eq", "tonnes co2eq"), "kgCO2e", 3),
)  # fmt: skip

# Unit symbols, exact in case: (symbol, unit, power of ten, flag). Gb and Tb may also be bits.
UNIT_SYMBOLS: tuple[tuple[str, str, int, str], ...] = (
    ("kB", "kB", 0, ""), ("KB", "kB", 0, ""), ("kb", "kB", 0, ""), ("MB", "MB", 0, ""), ("mb", "MB", 0, ""), ("GB", "GB", 0, ""),
    ("gb", "GB", 0, ""), ("TB", "TB", 0, ""), ("tb", "TB", 0, ""), ("PB", "PB", 0, ""), ("pb", "PB", 0, ""),
    ("Gb", "GB", 0, "ambiguous-scale"), ("Tb", "TB", 0, "ambiguous-scale"), ("Mb", "MB", 0, "ambiguous-scale"),
    ("KiB", "KiB", 0, ""), ("MiB", "MiB", 0, ""), ("GiB", "GiB", 0, ""), ("TiB", "TiB", 0, ""),
    ("W", "W", 0, ""), ("kW", "kW", 0, ""), ("KW", "kW", 0, ""), ("MW", "MW", 0, ""), ("GW", "GW", 0, ""),
    ("Wh", "Wh", 0, ""), ("kWh", "kWh", 0, ""), ("KWh", "kWh", 0, ""), ("MWh", "MWh", 0, ""), ("GWh", "GWh", 0, ""),
    ("TWh", "TWh", 0, ""), ("h", "hours", 0, ""), ("d", "days", 0, ""),
)  # fmt: skip

# Words that may stand between a number and what it counts ("1.3 million train images").
ADJECTIVES: tuple[str, ...] = (
    "training", "train", "trainable", "pretraining", "pre-training", "total", "unique", "different", "distinct", "new",
    "text", "web", "english", "chinese", "korean", "multilingual", "high-quality", "labeled", "labelled", "unlabeled",
    "active", "activated", "learnable", "large-scale", "large", "wall-clock", "wall", "clock", "input", "context",
    "public", "ai", "gpu", "non-embedding", "long", "such", "other", "foreign", "ml", "machine", "learning", "downloadable",
    "multimodal", "known", "notable", "publicly", "announced", "disclosed", "available", "confirmed", "vision", "vision-language",
)  # fmt: skip
ACTIVE_WORDS: tuple[str, ...] = ("active", "activated")

# Words before a number that say how it relates to the amount meant.
RELATIONS: tuple[tuple[str, str], ...] = (
    ("no more than", "≤"), ("not more than", "≤"), ("no less than", "≥"), ("no fewer than", "≥"), ("not less than", "≥"),
    ("more than", "≥"), ("greater than", "≥"), ("larger than", "≥"), ("higher than", "≥"), ("in excess of", "≥"),
    ("upwards of", "≥"), ("at least", "≥"), ("a minimum of", "≥"), ("exceeding", "≥"), ("exceeds", "≥"), ("exceeded", "≥"),
    ("exceed", "≥"), ("surpass", "≥"), ("surpasses", "≥"), ("surpassed", "≥"), ("over", "≥"), ("above", "≥"),
    ("less than", "≤"), ("fewer than", "≤"), ("smaller than", "≤"), ("lower than", "≤"), ("at most", "≤"), ("up to", "≤"),
    ("upto", "≤"), ("a maximum of", "≤"), ("under", "≤"), ("below", "≤"), ("beneath", "≤"),
    ("approximately", "≈"), ("approx.", "≈"), ("approx", "≈"), ("about", "≈"), ("around", "≈"), ("roughly", "≈"), ("circa", "≈"),
    ("ca.", "≈"), ("nearly", "≈"), ("almost", "≈"), ("an estimated", "≈"), ("estimated at", "≈"),
    (">=", "≥"), ("≥", "≥"), ("⩾", "≥"), ("≳", "≥"), (">", "≥"), ("<=", "≤"), ("≤", "≤"), ("⩽", "≤"), ("≲", "≤"), ("<", "≤"),
    ("~", "≈"), ("∼", "≈"), ("～", "≈"), ("≈", "≈"), ("≃", "≈"),
)  # fmt: skip
RELATIONS_AFTER: tuple[tuple[str, str], ...] = (
    ("or more", "≥"), ("or above", "≥"), ("or higher", "≥"), ("or greater", "≥"), ("or larger", "≥"),
    ("or less", "≤"), ("or fewer", "≤"), ("or below", "≤"), ("or lower", "≤"),
)  # fmt: skip
# Words that may stand between the relation and the number ("over the 10^25 FLOP threshold").
RELATION_FILLERS: tuple[str, ...] = ("the", "a", "an", "just", "only", "its", "their")
RANGE_START = "between"
RANGE_START_CHANGE = "from"
RANGE_AND = "and"
RANGE_TO: tuple[str, ...] = ("to", "through")

# A number after these is the number of a part of a document, not a quantity.
REFERENCE_WORDS: tuple[str, ...] = (
    "figure", "figures", "fig", "figs", "table", "tables", "section", "sections", "sec", "appendix", "chapter",
    "equation", "eq", "step", "footnote", "note", "version", "no", "page", "volume", "vol", "phase", "stage",
)  # fmt: skip
# A four-digit number after these is a year where nothing follows that it counts.
YEAR_WORDS: tuple[str, ...] = (
    "in", "since", "by", "until", "till", "during", "before", "after", "from", "of", "early", "late", "mid", "year",
    "between", "circa", "around", "the", "summer", "winter", "spring", "autumn", "fall",
)  # fmt: skip
# Capitalised words that begin a sentence and do not name a thing ("Only 11 of them").
PLAIN_WORDS: tuple[str, ...] = (
    "a", "about", "above", "all", "almost", "an", "and", "approximately", "are", "around", "as", "at", "below", "between",
    "but", "by", "for", "from", "has", "have", "if", "in", "is", "it", "its", "less", "like", "many", "more", "most", "nearly",
    "of", "on", "only", "or", "over", "roughly", "since", "some", "than", "that", "the", "their", "there", "these", "they",
    "this", "those", "to", "top", "total", "under", "up", "us", "used", "uses", "using", "was", "we", "were", "when", "where",
    "while", "with",
    # headings of a size or an amount
    "params", "parameters", "size", "sizes", "tokens", "data", "context", "length", "cost", "time", "compute", "training",
    "models", "model", "number", "count", "batch", "images", "hours", "days",
)  # fmt: skip
# What a label may not begin with: words that tie it to the number.
LABEL_LEADERS: tuple[str, ...] = (
    "for", "of", "in", "on", "the", "as", "and", "or", "including", "with", "from", "to", "is", "are", "were", "was", "plus", "by",
    "out", "x", "at", "per", "each",
)  # fmt: skip
TIMES_FOLLOWERS: tuple[str, ...] = (
    "more", "as", "larger", "greater", "faster", "smaller", "less", "the", "bigger", "higher", "fewer", "lower", "slower",
)  # fmt: skip
# What follows "10^23" where a sentence about compute leaves out "FLOP".
SCALE_NOUNS: tuple[str, ...] = ("scale", "level", "threshold", "mark")
# After "over 1025" these begin something else, so that what is over 1025 is left unsaid.
CLAUSE_STARTS: tuple[str, ...] = (
    "due", "because", "and", "or", "but", "in", "based", "for", "as", "while", "which", "that", "if", "since", "by", "on", "at",
    "though", "although", "when", "would", "will", "is", "was", "are", "were", "may", "might", "could",
)  # fmt: skip
CLAUSE_BREAKS: tuple[str, ...] = ("while", "whereas", "versus", "vs")

MONTHS: tuple[tuple[str, int], ...] = (
    ("january", 1), ("february", 2), ("march", 3), ("april", 4), ("may", 5), ("june", 6), ("july", 7), ("august", 8),
    ("september", 9), ("october", 10), ("november", 11), ("december", 12),
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("jun", 6), ("jul", 7), ("aug", 8), ("sept", 9), ("sep", 9), ("oct", 10),
    ("nov", 11), ("dec", 12),
)  # fmt: skip
# What a cell says where it states no size.
NOTHING_STATED: tuple[str, ...] = (
    "", "-", "–", "—", "?", "n/a", "na", "none", "null", "unknown", "undisclosed", "not disclosed", "not stated", "tbd", "tba",
)  # fmt: skip
