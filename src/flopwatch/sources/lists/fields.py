"""Map the block keys of an awesome list to typed fields, and their values to claims."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from flopwatch.domain import DATA_UNITS, Quantity, clean_text, term_for, unit
from flopwatch.sources.headers import closest_key
from flopwatch.sources.lists.yaml_blocks import Block, Noted
from flopwatch.text import read_chip_use, read_data, read_data_languages, read_date, read_parameters, read_quantities

_AFTER_COMMA = re.compile(r"\s*[,;]\s*")
_PARENTHESES = re.compile(r"\(([^()]{0,300})\)")
_NO_VALUE = {"", "n/a", "na", "none", "unknown", "-", "?", "tbd"}
_TIES = r"[(),+~]|\b(?:from|and|with)\b"
_TIES_OF_PASSES = r"[(),+~×*]|\b(?:from|and|with|x|for|over|on)\b"
_UNKNOWN_SCALE = re.compile(
    r"[ ]?[^\W\d_]{2,12}\.?[ ]{1,3}(?:tokens?|words?|images?|texts?|pairs?|samples?)(?!\w)", re.IGNORECASE
)
_NOT_A_DATASET = {"chinese", "english", "korean", "private", "text", "texts", "images", "with", "and"}


def organisations(label: str) -> list[str]:
    """Split a label into the names of organisations."""
    parts = _AFTER_COMMA.split(label.replace(" and ", ", "))
    return [
        clean_text(part) for part in parts if clean_text(part) and clean_text(part).casefold() not in ("etc.", "etc")
    ]


def claims_of_block(block: Block, kind: str) -> list[Noted]:
    """Return the claims of a list-style block.

    Keys that are known but misspelt are read and flagged; unknown keys are kept as notes.
    """
    noted: list[Noted] = []
    lenient = ("lenient",) if block.lenient else ()
    for key, value in block.items():
        known, misspelt = closest_key(key, LIST_KEYS)
        flags = (*lenient, *(("misspelt-key",) if misspelt else ()))
        if value.casefold() in _NO_VALUE:
            if known:
                noted.append(_unknown(LIST_KEYS[known], key, value, flags))
            continue
        found = _READERS[LIST_KEYS[known]](key, value) if known else []
        if not found:
            # A value of a known key that cannot be read is kept as words, so that nothing stated is lost.
            found = [
                Noted(
                    "notes",
                    f"{key}: {value}",
                    "",
                    key,
                    as_written=value,
                    flags=("unread",) if known else ("unknown-key",),
                )
            ]
        noted += [_flagged(one, flags, value) for one in found]
    return [one for one in noted if one.field]


_NAME_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][A-Za-z]{1,30}(?:[- \u2010\u2011]|&#x2011;)$")
_NAME_AND_BRACKET = re.compile(r"[A-Za-z0-9.] \($")


def _is_of_a_name(value: str, found: Quantity) -> bool:
    """Return whether a number is of a name: the 7B of `Youri 7B` or `Qwen2.5 (7B)`, the 100 of `CC-100`."""
    before = value[: found.start]
    in_brackets = _NAME_AND_BRACKET.search(before) and value[found.end :].startswith(")")
    return bool(in_brackets and found.as_written[-1] in "bB") or _NAME_BEFORE.search(before) is not None


def _unknown(meaning: str, key: str, value: str, flags: tuple[str, ...]) -> Noted:
    name = _UNKNOWN_FIELD.get(meaning, meaning)
    return Noted(name, "", "", key, as_written=value or "(empty)", relation="unknown", flags=flags)


def _flagged(one: Noted, flags: tuple[str, ...], value: str) -> Noted:
    return Noted(
        one.field,
        one.value,
        one.unit,
        one.key,
        one.as_written or value,
        one.relation,
        one.high,
        one.qualifiers,
        (*one.flags, *flags),
        one.reported_from,
    )


def quantity(name: str, key: str, found: Quantity, **qualifiers: str) -> Noted:
    """Return a quantity read from words, noted under a field."""
    return Noted(
        name,
        found.value,
        found.unit,
        key,
        found.as_written,
        found.relation,
        found.high,
        qualifiers,
        found.flags,
    )


def publication_dates(words: str, key: str) -> list[Noted]:
    """Read a date from the words of a key, or note the words as unread."""
    try:
        date = read_date(words)
    except ValueError:
        return [Noted("notes", f"{key}: {words}", "", key, as_written=words, flags=("unread",))]
    flags = ("ambiguous-date",) if date and date.ambiguous else ()
    return [Noted("published", str(date), "", key, as_written=words, flags=flags)] if date else []


def sizes(key: str, value: str) -> list[Noted]:
    """Read parameters: the largest size, its active part, other variants, named components, tokens next to them."""
    read = read_parameters(value)
    active = [quantity("active_parameters", key, read.active)] if read.active else []
    if read.total is None:
        flags = (read.code,) if read.code in ("expert-product", "only-active", "unknown-scale") else ()
        return [Noted("parameters", "", "", key, value, relation="unknown", flags=flags), *active]
    noted = [quantity("parameters", key, read.total), *active]
    noted += [quantity("variant_parameters", key, one) for one in read.variants if one.value != read.total.value]
    noted += [
        quantity("component_parameters", key, one, component=one.label or one.as_written) for one in read.components
    ]
    noted += [quantity("dataset_size", key, one) for one in read.tokens]
    return noted


def data(key: str, value: str) -> list[Noted]:
    """Read training data: each amount in its own unit, the passes over it, its languages, and the names of the data."""
    noted: list[Noted] = []
    rest = list(value)
    stated = read_data(value)
    bases = [unit(one.unit).base for one in stated.amounts if one.unit]
    if stated.passes is not None:
        noted.append(quantity("epochs", key, stated.passes))
        rest[stated.passes.start : stated.passes.end] = " " * (stated.passes.end - stated.passes.start)
    for found in stated.amounts:
        rest[found.start : found.end] = " " * (found.end - found.start)
        base = unit(found.unit).base if found.unit else ""
        if base == "languages":
            continue  # counted by `languages`
        if base in DATA_UNITS or base in ("bytes", "hours"):
            # "2.6TB (Chinese 2.3TB, English 300GB)" has parts; "562B tokens (Korean)" says what the whole is.
            qualifiers = {"part": found.label} if found.label and bases.count(base) > 1 else {}
            noted.append(quantity("tokens_seen" if found is stated.seen else "dataset_size", key, found, **qualifiers))
        elif not found.unit and found.as_written.endswith(("G", "g")):
            noted.append(quantity("dataset_size", key, _with_unit(found, "bytes", "bytes-assumed")))
        elif not found.unit and _UNKNOWN_SCALE.match(value, found.end):
            # "3.5 Tio. tokens": a number is read only with the scale word behind it.
            noted.append(Noted("dataset_size", "", "", key, value, relation="unknown", flags=("unknown-scale",)))
        elif not found.unit and set(bases).isdisjoint(DATA_UNITS) and not _is_of_a_name(value, found):
            # Next to "78.3B tokens" the 32k of a context and the 8b of a model are no data.
            noted.append(quantity("dataset_size", key, _with_unit(found, "datapoints", "unit-missing")))
    noted += languages(key, value)
    named = clean_text(re.sub(_TIES_OF_PASSES if stated.passes else _TIES, " ", "".join(rest)))
    words = [word for word in named.split() if word.casefold() not in _NOT_A_DATASET]
    if words and any(len(word) > 2 for word in words) and len(named) < 120:
        noted.append(Noted("dataset", named, "", key))
    return noted


def languages(key: str, value: str) -> list[Noted]:
    """Read the languages of training data, each with its share and amount where stated, and their count."""
    found = read_data_languages(value)
    noted = []
    for one in found.named:
        stated = {key: said for key, said in (("share", one.share), ("amount", one.amount)) if said}
        noted.append(Noted("data_languages", one.language, "", key, one.as_written, qualifiers=stated))
    for count in found.counted:
        component = {"component": count.label} if count.label else {}
        noted.append(quantity("data_language_count", key, count, **component))
    return noted


def _with_unit(found: Quantity, unit_name: str, flag: str) -> Quantity:
    """Return a number without a stated unit, with its field's unit and a flag."""
    return msgspec.structs.replace(found, unit=unit_name, flags=(*found.flags, flag))


def spending(key: str, value: str) -> list[Noted]:
    """Read training cost or time: money, chip time, chips and days, in any mixture."""
    noted: list[Noted] = []
    uses = read_chip_use(value)
    taken: set[tuple[str, str]] = set()
    for found in read_quantities(value):
        base = unit(found.unit).base if found.unit else ""
        if base == "USD":
            year = re.search(r"\(((?:19|20)[0-9]{2})\)", value)
            noted.append(quantity("training_cost", key, found, usd_year=year[1] if year else "unstated"))
        elif not base and uses and not noted:
            # "1,022,362 (2048 80G-A100 x 21 days)": the leading count has lost its unit; chip-hours is what the rest
            # multiplies to.
            noted.append(quantity("chip_hours", key, _with_unit(found, "chip-hours", "unit-missing")))
        elif base == "hours" and not uses:
            noted.append(quantity("training_time", key, found))
    for use in uses:
        chip = {"chip": use.chip} if use.chip else {}
        if use.chip and ("chip", use.chip) not in taken:
            taken.add(("chip", use.chip))
            noted.append(Noted("chip", use.chip, "", key))
        for name, one in (
            ("chip_count", use.count),
            ("training_time", use.duration),
            ("chip_hours", use.chip_hours),
        ):
            if one is not None and (name, one.value + one.unit) not in taken:
                taken.add((name, one.value + one.unit))
                noted.append(quantity(name, key, one, **chip))
    return noted


def _amount(name: str, default_unit: str, *bases: str) -> Callable[[str, str], list[Noted]]:
    def read(key: str, value: str) -> list[Noted]:
        found = [q for q in read_quantities(value, default_unit=default_unit) if q.unit and unit(q.unit).base in bases]
        return [quantity(name, key, found[0])] if found else []

    return read


def _terms(name: str, vocabulary: str, other: str = "") -> Callable[[str, str], list[Noted]]:
    """Return a reader of comma- or plus-joined words: vocabulary terms where they match, else the words in `other`
    (or flagged).
    """

    def read(key: str, value: str) -> list[Noted]:
        noted = []
        for part in re.split(r"\s*[,;+]\s*", value):
            term = term_for(vocabulary, part)
            if term:
                noted.append(Noted(name, term, "", key, as_written=part))
            elif part:
                noted.append(Noted(other or name, part, "", key, flags=() if other else ("unknown-term",)))
        return noted

    return read


def _words(name: str, separator: str = "") -> Callable[[str, str], list[Noted]]:
    def read(key: str, value: str) -> list[Noted]:
        parts = re.split(separator, value) if separator else [value]
        return [
            Noted(name, part.strip(), "", key)
            for part in parts
            if part.strip() and part.strip().casefold() not in ("etc.", "etc")
        ]

    return read


def _domain(key: str, value: str) -> list[Noted]:
    """Read domains: of `Language (Dialogue)` the domain, and the parenthesis as the task; of `Image, Video, Language`
    three domains.
    """
    noted = []
    inner = _PARENTHESES.search(value)
    outer = clean_text(_PARENTHESES.sub(" ", value))
    whole = term_for("domain", outer)
    for part in [outer] if whole else _AFTER_COMMA.split(outer):
        term = term_for("domain", part)
        noted.append(Noted("domain", term or part, "", key, as_written=value, flags=() if term else ("unknown-term",)))
    if outer.casefold() == "code generation":
        noted.append(Noted("task", "code generation", "", key, as_written=value))
    if inner:
        noted.append(Noted("task", clean_text(inner[1]).casefold(), "", key, as_written=value))
    return noted


def _text_encoder_and_image_decoder(key: str, value: str) -> list[Noted]:
    return [Noted("text_encoder", value, "", key), Noted("image_decoder", value, "", key)]


# Each key of the lists, as `fold_key` gives it, to what it means. Misspellings are matched by likeness, not listed.
LIST_KEYS: dict[str, str] = {
    "field": "domain",
    "params": "parameters",
    "parameters": "parameters",
    "training data": "data",
    "data languages": "data_languages",
    "training languages": "data_languages",
    "training data languages": "data_languages",
    "training cost": "spending",
    "training time": "spending",
    "training petaflops": "training_compute",
    "training flops": "training_flop",
    "training flop": "training_flop",
    "training compute": "training_flop",
    "training power consumption": "training_energy",
    "training framework": "training_framework",
    "architecture": "architecture",
    "objective": "objective",
    "core operator": "core_operator",
    "text encoder": "text_encoder",
    "image encoder": "image_encoder",
    "image decoder": "image_decoder",
    "text encoder & image decoder": "text_encoder_and_image_decoder",
    "generation": "generates",
    "fusion": "fusion",
    "resolution": "resolution",
    "embeddings params": "embedding_parameters",
    "license": "license",
    "licence": "license",
    "context length": "context_length",
    "instruction tuned variants": "variants",
    "programming language": "programming_language",
    "organization": "developer",
    "developer": "developer",
    "date": "published",
    "active params": "active_parameters",
    "active parameters": "active_parameters",
    "epochs": "epochs",
    "base model": "base_model",
}

_UNKNOWN_FIELD = {
    "data": "dataset_size",
    "spending": "training_cost",
    "training_flop": "training_compute",
    "text_encoder_and_image_decoder": "text_encoder",
}

_READERS: dict[str, Callable[[str, str], list[Noted]]] = {
    "domain": _domain,
    "parameters": sizes,
    "active_parameters": _amount("active_parameters", "parameters", "parameters"),
    "data": data,
    "data_languages": languages,
    "spending": spending,
    "training_compute": _amount("training_compute", "petaFLOP", "FLOP"),
    "training_flop": _amount("training_compute", "FLOP", "FLOP"),
    "training_energy": _amount("training_energy", "Wh", "Wh"),
    "training_framework": _words("training_framework", r"\s*[+,]\s*"),
    "architecture": _terms("architecture", "architecture", "architecture_detail"),
    "objective": _terms("objective", "objective"),
    "core_operator": _words("core_operator"),
    "text_encoder": _words("text_encoder"),
    "image_encoder": _words("image_encoder"),
    "image_decoder": _words("image_decoder"),
    "text_encoder_and_image_decoder": _text_encoder_and_image_decoder,
    "generates": _words("generates", r"\s*,\s*"),
    "fusion": _words("fusion"),
    "resolution": _words("resolution"),
    "embedding_parameters": _amount("embedding_parameters", "parameters", "parameters"),
    "license": _words("license"),
    "context_length": _amount("context_length", "tokens", "tokens"),
    "variants": _words("variants", r"\s*,\s*"),
    "programming_language": _words("programming_language"),
    "developer": lambda key, value: [Noted("developer", one, "", key) for one in organisations(value)],
    "published": lambda key, value: publication_dates(value, key),
    "epochs": _amount("epochs", "epochs", "epochs"),
    "base_model": _words("base_model"),
}
