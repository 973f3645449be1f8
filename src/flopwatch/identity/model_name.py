"""Cut a model's name into its parts: family, version, sizes, variant, format, date, scope. Rules on words alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flopwatch.identity.aliases import ORGANISATIONS, spelled_in_latin, with_phrases
from flopwatch.identity.dates_in_names import take_date
from flopwatch.identity.greek import spelled_out

LONGEST = 200  # characters of a name that are read; outside names are hostile
# Words of a later training stage: a name with one denotes other weights than the name without.
TUNED = frozenset(
    "instruct instruction instructed inst it chat sft rlhf dpo rl rlvr orpo kto ppo grpo aligned tuned finetuned ft "
    "lora qlora adapter merge merged thinking think reasoning reasoner distill distilled assistant agent agentic tool "
    "guard reward rm judge unleashed uncensored abliterated roleplay".split()
)
# Number formats and file formats: a distribution of the same weights.
FORMATS = frozenset(
    "gguf ggml awq gptq fp4 fp8 fp16 bf16 fp32 int2 int3 int4 int8 nvfp4 mxfp4 nf4 bnb exl2 exl3 mlx mlc onnx openvino "
    "paddle pt torch hf safetensors quantized quantised quant quants dequantized marlin sharded autoround imatrix "
    "qat converted conversion".split()
)
# After a number format these say how the weights were rounded: `FP8-dynamic`, `Int4-Int8Mix`.
_ROUNDING = frozenset("dynamic static block blockwise channel channelwise tensorwise sym asym symmetric mixed".split())
_EFFORTS = frozenset(("high", "low"))  # o3-mini-high: the same weights at more reasoning effort
# An architecture, which many models have and none is named after: `LM` is a part of `RNN LM`.
_ARCHITECTURES = frozenset("rnn lstm gru cnn gan mlp transformer ngram autoencoder".split())
_FORMAT = re.compile(
    r"[2-8]bits?|(?:int|fp)[48]mix|w[0-9]{1,2}a[0-9]{1,2}(?:kv[0-9]{1,2})?|i?q[2-8](?:[_f].{0,8})?|[0-9.]{1,4}bpw|bit"
)
# Words that order the members of a family by size.
TIERS = {
    word: rank
    for rank, words in enumerate(
        ("nano micro", "tiny", "mini lite", "small", "base", "medium", "large", "xl xlarge huge", "xxl giant jumbo")
    )
    for word in words.split()
} | {"xxlarge": 8, "titan": 8}
IGNORED = frozenset("model models the a an ai llm llms lm language by from family series param params".split())
VARIANTS = frozenset(
    "turbo pro ultra flash plus max opus sonnet haiku vision vl v code coder math audio r preview exp experimental "
    "deep bot lee master zero fan o next omni hd image video text embedding embed air x e moe speech voice tts asr "
    "medical legal finance deduped dedup japanese ja jp jpn en english chinese zh cn korean ko multilingual "
    "translate prompt research fast edge cl cpt long hybrid alpha beta gamma rc early web "
    "eva world raven unbiased".split()
)
_SIZE = re.compile(
    r"([0-9]{1,3}x)?([0-9]{1,4}(?:\.[0-9]{1,3})?)(?:([mbt])|( ?(?:million|billion|trillion)))(?:params?)?"
)
_SPLIT_SIZE = re.compile(r"([0-9]{1,3})b([0-9]{1,2})")  # bloom-1b7: 1.7 billion
_SCALE = {"m": 1e6, "b": 1e9, "t": 1e12}
_ACTIVE = re.compile(r"a([0-9]{1,4}(?:\.[0-9]{1,2})?)([mb])")
_CONTEXT = re.compile(r"[0-9]{1,4}k|seq[0-9]{2,6}|ctx[0-9]{1,6}|1m")
_EXPERTS = re.compile(r"[0-9]{1,3}e")
_NUMBER = re.compile(r"v?([0-9]{1,4}(?:\.[0-9]{1,3}){0,2})([a-z]{0,2}|th)")
_LETTER_NUMBER = re.compile(r"([a-z]{1,2})([0-9]{1,3}(?:\.[0-9]{1,2}){0,2})")
_GLUED = re.compile(r"([a-z]{1,20}?)(?:[vV](?=[0-9]))?([0-9]{1,3}(?:\.[0-9]{1,2}){0,2})([a-z]{0,12})")
_INNER = re.compile(r"([a-z]{1,8}[0-9][a-z]{3,12})([0-9]{1,2})")  # wav2vec2
_PATCH = re.compile(r"(?<![a-z0-9])([sblhg])/?(?=(?:8|14|16|32)(?![0-9a-z.]))")
_PATCH_TIERS = {"s": "small", "b": "base", "l": "large", "h": "huge", "g": "giant"}
LANGUAGES = frozenset("english chinese japanese korean ja jp jpn en cn zh ko multilingual".split())
_TAIL = re.compile(r"(\D{3,20}?)-?v?([0-9](?:\.[0-9])?)")
_SAME_WORDS = {"jp": "ja", "jpn": "ja", "japanese": "ja", "en": "english", "cn": "chinese", "zh": "chinese"}
_HUB_ID = re.compile(r"([\w][\w.-]{0,60})/([\w.+-]{2,120})")
_MARKS = re.compile(r"[\s\u2010-\u2015\u2212·‑–—_/\[\]{}*:;,'’‘\"“”|#!?&†´`<>=~@-]+")
_BRACKET = re.compile(r"\(([^()]{1,60})\)")
_SUBTITLE = re.compile(r"^([^\W\d_][^\s:]{1,40}): (?:\S+ ){2,}\S+$")
_TITLED = re.compile(r"^([^\W\d_][^:]{1,40}): (\S+(?: \S+){0,5})$")  # a maker or a name, then a name or a subtitle
_DECIMAL = re.compile(r"(?<![0-9.])([1-9])-([0-9])(?![0-9.a-z])")  # claude-3-5-sonnet
_DOT_OF_WORDS = re.compile(r"\.(?![0-9])|(?<![0-9])\.")


@dataclass(frozen=True, slots=True)
class ModelName:
    """The parts of a model's name.

    Args:
        written: The name as written.
        family: Words of the family, without blanks: `codellama`.
        letters: Words of family and variant in order, without blanks: `deepspeech` for `Deep Speech`.
        words: The same words, in order.
        version: Numbers of the version, without `.0`; "" where the name states none.
        sizes: Parameters that the name states, smallest first, as counts; `8x7b` is 56e9.
        active: Active parameters that the name states, or None.
        tier: Rank of a word of size (small, large, XXL), or None.
        tuned: Words of a later training stage.
        variants: Other words that distinguish members of a family.
        formats: Number and file formats.
        date: ISO date or part of one that the name states (`2024-05-13`, `2025-07`, `--03-14`), or "".
        context: Context length as written, or "".
        scope: Words in brackets that restrict the run: a data set, a task.
        organisation: The organisation before the name, or "".
        others: Readings of the name's other forms: an abbreviation in brackets.
    """

    written: str
    family: str
    letters: str
    words: tuple[str, ...]
    version: str
    sizes: tuple[float, ...]
    active: float | None
    tier: int | None
    tuned: frozenset[str]
    variants: frozenset[str]
    formats: frozenset[str]
    date: str
    context: str
    scope: frozenset[str]
    organisation: str
    others: tuple[ModelName, ...] = ()


@dataclass
class _Reading:
    """The parts collected so far."""

    words: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    version: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    active: float | None = None
    tier: int | None = None
    tuned: set[str] = field(default_factory=set)
    variants: set[str] = field(default_factory=set)
    formats: set[str] = field(default_factory=set)
    context: str = ""
    scope: set[str] = field(default_factory=set)


@lru_cache(maxsize=50_000)
def read_name(name: str) -> ModelName:
    """Cut a name into its parts.

    Example:
        >>> n = read_name("meta-llama/Llama-3.1-405B-Instruct")
        >>> n.organisation, n.family, n.version, n.sizes, sorted(n.tuned)
        ('meta-llama', 'llama', '3.1', (405000000000.0,), ['instruct'])
        >>> read_name("LIMoE-H/14").family, read_name("Qwen3-8B-AWQ").formats == {"awq"}
        ('limoe', True)
    """
    text = _unaccented(unicodedata.normalize("NFKC", name[:LONGEST])).casefold().strip()
    organisation = ""
    hub = _HUB_ID.fullmatch(text)
    if hub and re.search("[a-z]{2}", hub[2]):
        organisation, text = hub[1], hub[2]
    organisation, text, titled = _around_colon(organisation, text)
    text = spelled_out(spelled_in_latin(text))
    brackets = [found.strip() for found in _BRACKET.findall(text)]
    outer = _BRACKET.sub(" ", text)
    if not re.search(r"[^\W\d_]", outer):
        brackets, outer = [], text.replace("(", " ").replace(")", " ")
    date, outer = take_date(outer)
    parts = _Reading()
    others = [read_name(titled)] if titled else []
    prefix = _read_words(outer, parts)
    for bracket in brackets:
        if not date:
            date, bracket = take_date(bracket)
        other = _other_form(bracket, parts)
        if other is not None:
            others.append(other)
        else:
            _read_bracket(bracket, parts)
    _settle(parts)
    named = ModelName(
        written=name,
        family="".join(parts.words),
        letters="".join(parts.letters),
        words=tuple(parts.words),
        version="-".join(parts.version),
        sizes=tuple(sorted(set(parts.sizes))),
        active=parts.active,
        tier=parts.tier,
        tuned=frozenset(parts.tuned),
        variants=frozenset(parts.variants),
        formats=frozenset(parts.formats),
        date=date,
        context=parts.context,
        scope=frozenset(parts.scope),
        organisation=organisation or prefix,
        others=tuple(others),
    )
    shorter = _without_architecture(named)
    return replace(named, others=(*others, *shorter)) if shorter else named


def _around_colon(organisation: str, text: str) -> tuple[str, str, str]:
    """Cut a name at its colon: return the organisation, the name, and the words that may be the name as well.

    What precedes is a maker (`Google: Gemma 3 27B`), or the name, and a subtitle follows.
    """
    titled, subtitle = _TITLED.match(text), _SUBTITLE.match(text)
    if titled and re.sub(r"[\W_]", "", titled[1]) in ORGANISATIONS:
        return titled[1], titled[2], ""
    return organisation, subtitle[1] if subtitle else text, titled[2] if titled else ""


def _settle(parts: _Reading) -> None:
    """Settle what the order of words leaves open: a size next to a number of experts is that of the active ones."""
    if parts.sizes and parts.active is None and any(_EXPERTS.fullmatch(word) for word in parts.variants):
        parts.active = parts.sizes.pop()  # 17B-128E


def _without_architecture(named: ModelName) -> tuple[ModelName, ...]:
    """Return the name without its architecture, where it is one word and `Transformer`: `Switch Transformers`."""
    if len(named.words) != 2 or named.words[1] != "transformer" or len(named.words[0]) < 4:
        return ()
    letters = named.letters.replace("transformer", "", 1)
    return (replace(named, family=named.words[0], letters=letters, words=named.words[:1], others=()),)


def _unaccented(text: str) -> str:
    """Return a text with the accents of Latin letters dropped: `NÜWA` is `NUWA`."""
    if text.isascii():
        return text
    plain = (unicodedata.normalize("NFD", letter) for letter in text)
    return "".join(parts[0] if parts[0].isascii() else letter for parts, letter in zip(plain, text, strict=True))


def _words_of(text: str) -> list[str]:
    text = _PATCH.sub(lambda found: f"{_PATCH_TIERS[found[1]]} ", text)  # ViT-H/14
    text = _DECIMAL.sub(r"\1.\2", re.sub(r"(?<=[0-9])[_p](?=[0-9])", ".", text))  # InternVL2_5, GPT-3p5
    text = re.sub(r"(?<=[a-z0-9])\+(?![a-z0-9])", " plus ", text).replace("+", " + ")
    text = _DOT_OF_WORDS.sub(" ", _MARKS.sub(" ", text))
    return with_phrases(text).split()


def _read_words(text: str, parts: _Reading) -> str:
    """Read the words of a name into its parts; return the organisation before them, or ""."""
    words = _words_of(text)
    prefix = words.pop(0) if len(words) > 1 and words[0] in ORGANISATIONS else ""
    for at, word in enumerate(words):
        if word == "base" and parts.words and _SIZE.fullmatch((*words, "")[at + 1]):  # `Base-7B`: a stage, not a size
            parts.variants.add(word)
        elif at == 0 or len(word) < 3 or word != words[at - 1]:  # `Mistral: Mistral Nemo`
            _read_word(word, parts, last=at == len(words) - 1)
    return prefix


def _read_word(word: str, parts: _Reading, last: bool = False) -> None:
    if word in IGNORED and (parts.words or not last) and not (word == "lm" and set(parts.words) & _ARCHITECTURES):
        return
    if last and parts.version and word in _EFFORTS:
        return
    split = _SPLIT_SIZE.fullmatch(word)
    size = _SIZE.fullmatch(f"{split[1]}.{split[2]}b" if split and parts.words else word)
    active = _ACTIVE.fullmatch(word)
    if size and not (word == "1m" and parts.sizes):
        parts.sizes.append(_parameters(size))
    elif active and (parts.sizes or parts.words):
        parts.active = float(active[1]) * _SCALE[active[2]]
    elif _is_format(word, parts):
        parts.formats.add(word)
    elif _CONTEXT.fullmatch(word) and parts.words:
        parts.context = word
    elif word in TUNED and parts.words:
        parts.tuned.add("instruct" if word in ("it", "inst", "instruction", "instructed") else word)
    elif word in TIERS and parts.words:
        _tier(word, parts)
    elif _EXPERTS.fullmatch(word) and parts.sizes:
        parts.variants.add(word)
    else:
        _read_family_word(word, parts)


def _is_format(word: str, parts: _Reading) -> bool:
    return bool(word in FORMATS or _FORMAT.fullmatch(word) or (parts.formats and word in _ROUNDING))


def _tier(word: str, parts: _Reading) -> None:
    """Record a size word. `base` next to another size word means the untuned stage, not a size."""
    first = parts.tier is None and not (word == "base" and parts.sizes)
    if first:
        parts.tier = TIERS[word]
    if not first or word in ("mini", "lite", "nano", "titan"):  # not a member counted by size alone
        parts.variants.add(word)
        parts.letters += [word] if word != "base" else []


def _read_family_word(word: str, parts: _Reading) -> None:
    """Assign a word to version, variants or family: `gpt4`, `v2` and `4o` are cut at the digit."""
    before = len(parts.words)
    added = _assign(word, parts)
    parts.letters += [*parts.words[before:], added]


def _assign(word: str, parts: _Reading) -> str:
    """Assign a word; return the word of a variant that it holds, or ""."""
    number, letter = _NUMBER.fullmatch(word), _LETTER_NUMBER.fullmatch(word)
    if parts.words and (number or letter):
        found, mark = (number[1], number[2]) if number else (letter[2], letter[1]) if letter else ("", "")
        parts.version.append(_plain(found))
        mark = "" if mark == "th" or (letter and mark == "v") else mark
        parts.variants |= {mark} - {""}
        return mark
    if not parts.words and not parts.version and _cut_first(word, parts):
        return ""
    tail = _TAIL.fullmatch(word)
    if tail and parts.words:
        parts.words.append(tail[1])
        parts.version.append(_plain(tail[2]))
    elif parts.words and (word in VARIANTS or len(word) == 1):
        word = _SAME_WORDS.get(word, word)
        parts.variants.add(word)
        return word
    else:
        parts.words.append(word)
    return ""


def _cut_first(word: str, parts: _Reading) -> bool:
    """Cut the first word at its number (`gpt4`, `wav2vec2`, `phi1.5b`); return whether it has one."""
    inner = _INNER.fullmatch(word)
    if inner:
        parts.words.append(inner[1])
        parts.version.append(inner[2])
        return True
    glued = _GLUED.fullmatch(word)
    if not glued or not _ends_a_number(glued[3]):
        return False
    parts.words.append(glued[1])
    sized = _SIZE.fullmatch(glued[2] + glued[3])
    if sized and len(glued[1]) > 1:
        parts.sizes.append(_parameters(sized))
        return True
    parts.version.append(_plain(glued[2]))
    if glued[3]:
        _read_word(glued[3], parts)
    return True


def _ends_a_number(tail: str) -> bool:
    """Return whether letters after a number are a word of their own (`gpt4turbo`), not part of one (`wav2vec`)."""
    return len(tail) < 3 or tail in TUNED or tail in TIERS or tail in VARIANTS or tail in FORMATS


def _plain(version: str) -> str:
    return re.sub(r"(?<=[0-9])\.0$|^0+(?=[0-9]+$)", "", version)


def _parameters(size: re.Match[str]) -> float:
    scale = _SCALE[(size[3] or size[4].strip()[0])]
    return int((size[1] or "1x")[:-1]) * float(size[2]) * scale


def _other_form(bracket: str, parts: _Reading) -> ModelName | None:
    """Return the reading of a bracket that repeats the name in another form (`SDXL`, `SwinV2-G`). None if it says
    something else.
    """
    words = _words_of(bracket)
    if not words or not parts.words:
        return None
    initials = "".join(word[0] for word in (*parts.words, *sorted(parts.variants)) if word)
    letters = re.sub(r"[^a-z]", "", words[0])
    if len(letters) >= 3 and letters == initials[: len(letters)]:
        return read_name(bracket)
    first = parts.words[0]
    if len(letters) >= 3 and (first.startswith(letters) or letters.startswith(first)) and words[0] != first:
        return read_name(bracket)
    if len(first) >= 3 and words[0] == first:
        return read_name(bracket)
    return None


def _read_bracket(bracket: str, parts: _Reading) -> None:
    """Read a bracket: sizes, formats and words that distinguish are parts of the name; the rest is scope."""
    words = [word for word in _words_of(bracket) if word not in IGNORED and word not in ("v1", "moe")]
    known = [word for word in words if word in TUNED or word in TIERS or word in VARIANTS - LANGUAGES]
    plain = [word for word in words if _is_count_or_format(word)]
    if len(known) + len(plain) == len(words):
        plain = words
    for word in words:
        if word in plain or word in ("finetuned", "tuned"):  # `(finetuned on PTB)`: other weights than the name's
            _read_word(word, parts)
        else:
            parts.scope.add(word)


def _is_count_or_format(word: str) -> bool:
    return bool(_SIZE.fullmatch(word) or _ACTIVE.fullmatch(word) or word in FORMATS or _FORMAT.fullmatch(word))


__all__ = ["FORMATS", "TUNED", "ModelName", "read_name"]
