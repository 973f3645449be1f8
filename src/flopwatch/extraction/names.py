"""Names of models in a text, known ones and those of the shape of one, and the organisations that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from flopwatch.identity import fold_name

_MOST_WORDS = 5  # of a known name
_WORDS_KEPT = 20_000  # looked-up words, before they are forgotten
_BEGINNING = 8  # characters of a known name that a word is first compared with
_PLAIN = re.compile(r"[a-z._+'-]+")  # a word that begins no name
_FIGURE = re.compile(r"[0-9]")
_FIGURES = frozenset("0123456789")
# Pieces of names: letters and figures with the marks that join them; one script of letters, never two.
_PIECE = re.compile(
    r"(?<![A-Za-z0-9_/@.-])[A-Za-zΑ-Ωα-ω][A-Za-z0-9Α-Ωα-ω]{0,40}(?:[._+'’-][A-Za-z0-9Α-Ωα-ω]{1,40}){0,8}"
    r"|(?<![A-Za-z0-9_/@.,-])[0-9]{1,3}(?:\.[0-9]{1,2}){0,2}[A-Za-z]{0,2}(?![0-9A-Za-z]|[.,][0-9])"
    r"|[一-鿿]{2,12}|[\u0400-\u04ff]{2,30}|[\uac00-\ud7af]{2,12}|[\u30a0-\u30ff]{2,20}|[\u0590-\u05ff\u0600-\u06ff]{2,30}"
    r"|[\u0900-\u097f\u0980-\u09ff]{2,30}"
)
# A piece at which a name may begin: any but a plain word.
_START = re.compile(rf"(?![a-z][a-z._+'-]*+(?![A-ZΑ-Ωα-ω0-9’]))(?:{_PIECE.pattern})")
_ADDRESS = re.compile(r"(?i:https?://|www\.)[^\s<>\"()]{1,2000}")
_VERSION = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2}){0,2}[A-Za-z]{0,2}")
_SIZE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?[KMBTkmbt]")
# A licence, a file, a stage of training or chips in the plural have the shape of a name.
_NO_MODEL = re.compile(
    r"(?i:apache-.*|(?:cc-)?by(?:-(?:nc|sa|nd)){0,2}(?:-[0-9.]+)?|.*\.(?:py|sh|md|json|ya?ml)|(?:stage|step|phase)-[0-9]+|tpuv[0-9].*)"
)
# A benchmark or a library, whose version is no model: LongBench-V2, MindSpore 1.7.
_NO_NETWORK = re.compile(
    r"(?i:[a-z-]*(?:bench(?:mark)?|eval|arena|qa)(?:-?v?[0-9.]+)?|mindspore|tensorflow|keras|jax|flax|paddle(?:paddle)?"
    r"|deepspeed|flash-?attention|xformers|apex|megatron-(?:lm|core)|colossal-?ai|vllm|sglang|tensorrt(?:-llm)?|onnx|ollama|transformers|tokenizers"
    r"|accelerate|torch(?:vision|audio)?|cuda|cudnn|nccl|rocm|cann|oneflow|mxnet|docker|linux|debian|centos|macos"
    r"|android|ios|java|rust|node(?:\.js)?|gcc|cmake)"
)
_QUOTED = re.compile(r"[「『“«《„]([^「」『』“”«»《》„\n]{2,30})[」』”»》“]")
# A capital letter and a number that are no model: chips, licences, standards, parts of a document, dates, benchmarks.
_CHIP_OR_FORMAT = re.compile(r"[ABHLPVFTKQH][0-9]{2,4}[A-Za-z]?(?:[-_][A-Za-z0-9-]{1,20})?|[A-Z]{1,4}[0-9]{1,4}")
# Capitalised words that form no name of a model with a number: chips, formats, benchmarks, parts of a document, months.
_NO_NAMES = frozenset(
    """A AIME ARC About Adam After Algorithm All Am And Apache Appendix Apr April Are Around As Ascend At Audio Auf
    Aug August Aus Avec BBH BF Batch Before Bei Between Block By CC CO COVID CPU CUDA Case Chapter Class Column
    Com Con Conv Covid Dans Das Day Dec December Der Des Die During Each El Elle Em Epoch Epochs Eq Equation
    Etwa Every Example Exercise Experiment Expert FP Feb February Fig Figure For From GB GH GPQA GPU GPUs GSM
    GTX Grade Group HBM He Head Heads Hopper HumanEval INT ISO If Il Im Image Images In Is It Item Its Jan
    January Jul July Jun June Knapp La Layer Layers Le Lemma Les Level License Line Linear Listing Los MATH MD
    MI MIT MMLU MXFP Mar March May Mio Mit Model More Mrd NF NPU NVFP NVIDIA Nach Nearly No Note Nov November
    Number Nvidia O Observation Oct October Of Official On Only Os Our Over PCI PCIe Page Para Part Pass Phase
    Por Pour Problem PyTorch Python Question RFC RTX Rank Release Round Row Run Rund SHA SWE Sec Section Seed
    Seit Selon Sep Sept September She Since Some Stage Step TPU TPUs Table Task Team Than The Theorem These They
    This Those Tier To Top Track Type US USB USD UTF Ubuntu Um Uma Un Une Until Up Using V Version Video Vol
    Volume Von WMT Was We Web Week When While Windows With Year ZeRO""".split()
)
# Names of models that a text nearly always means as the kind: `a 560B MoE model`.
_KINDS_OF_NETWORKS = frozenset(
    "MoE GAN GANs GRUs LSTM BLSTM DBLSTM GNN GGNN DCNN DBNs BPE LDA SDE Boosting Rotation".split()
)
# A name without a figure, by its last part: `LongCat-Flash-Chat`.
_NAMED = re.compile(
    r"[A-Z][A-Za-z]{1,20}(?:-[A-Z][A-Za-z]{1,20}){0,3}"
    r"-(?:Chat|Instruct|Thinking|Coder|Flash|Large|Lite|Mini|Nano|Max|Ultra|Turbo|VL|MoE)"
)


@dataclass(frozen=True)
class Gazetteer:
    """Names that are known.

    Args:
        models: Name of a model by its folded spelling.
        developers: Name of an organisation by each spelling in lower case.
    """

    models: Mapping[str, str]
    developers: Mapping[str, str]

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first characters, one to `_BEGINNING` of them, of every spelling."""
        spellings = (*self.models, *self.developers)
        return frozenset(spelling[:length] for spelling in spellings for length in range(_BEGINNING + 1))

    @cached_property
    def _seen(self) -> dict[str, bool]:
        """Words looked up lately, and whether a known name may begin with them."""
        return {}

    def may_begin(self, word: str) -> bool:
        """Return whether a known name may begin with a word: folding goes letter by letter, so beginnings agree."""
        seen = self._seen.get(word)
        if seen is None:
            if len(self._seen) >= _WORDS_KEPT:
                self._seen.clear()
            known = self.beginnings
            seen = fold_name(word)[:_BEGINNING] in known or word.casefold()[:_BEGINNING] in known
            self._seen[word] = seen
        return seen


def gazetteer_of(models: Iterable[str], developers: Iterable[tuple[str, str]]) -> Gazetteer:
    """Return a gazetteer of models' names and of (spelling, name) pairs of organisations.

    Spellings of one or two letters are left out: they are words, as are names of whole kinds of networks.
    """
    folded = {fold_name(name): name for name in models if len(name) > 2 and name not in _KINDS_OF_NETWORKS}
    return Gazetteer(folded, {spelling.casefold(): name for spelling, name in developers if len(spelling) > 2})


@dataclass(frozen=True)
class Mention:
    """A name in a text.

    Args:
        kind: `model` or `organisation`.
        name: The known name, or the words as written.
        start: Offset.
        end: Offset past it.
        known: Whether the gazetteer has it.
    """

    kind: str
    name: str
    start: int
    end: int
    known: bool


def names_in(text: str, known: Gazetteer) -> tuple[Mention, ...]:
    """Return the names of models and organisations in a text, in order; of overlapping ones the longest."""
    hidden = [match.span() for match in _ADDRESS.finditer(text)]
    found: list[Mention] = []
    done = n = 0
    for piece in _START.finditer(text):
        start = piece.start()
        while n < len(hidden) and hidden[n][1] <= start:
            n += 1
        in_address = n < len(hidden) and hidden[n][0] <= start
        if start < done or in_address or _PLAIN.fullmatch(piece[0]):
            continue
        stop = hidden[n][0] if n < len(hidden) else len(text)
        one, after = _known(text, piece, stop, known) if known.may_begin(piece[0]) else (None, start)
        if one is None and _may_be_shaped(text, piece):
            one, after = _shaped(text, list(_run(text, piece, stop)))
        if one is not None:
            found.append(one)
            done = after
    return tuple(sorted((*found, *_quoted(text, found)), key=lambda mention: mention.start))


def _known(text: str, first: re.Match[str], stop: int, known: Gazetteer) -> tuple[Mention | None, int]:
    """Return the longest known name that begins at a piece, or None, and where its pieces end."""
    start = first.start()
    best: tuple[Mention | None, int] = None, first.end()
    follows: Iterator[re.Match[str]] = _run(text, first, stop)
    for piece, follower in pairwise(chain(follows, (None,))):
        assert piece is not None
        whole = text[start : piece.end()]
        written = without_possessive(whole)
        model = known.models.get(fold_name(written)) if known.models and len(written) > 2 else None
        organisation = known.developers.get(written.casefold())
        if model and (written[:1].isupper() or any(c.isdigit() for c in written) or not written.isascii()):
            best = Mention("model", model, start, start + len(written), True), piece.end()
        elif organisation and (written[:1].isupper() or not written.isascii()):
            is_version = follower is not None and _VERSION.fullmatch(follower[0])
            if not is_version:
                best = Mention("organisation", organisation, start, start + len(written), True), piece.end()
        if not known.may_begin(whole):
            break
    return best


def _run(text: str, first: re.Match[str], stop: int) -> Iterator[re.Match[str]]:
    """Yield a piece and those that follow it without a mark between, before an address."""
    piece: re.Match[str] | None = first
    for _ in range(_MOST_WORDS):
        if piece is None or piece.start() >= stop:
            break
        yield piece
        at = piece.end()
        piece = _PIECE.match(text, at + 1 if text.startswith(" ", at) else at)


def _may_be_shaped(text: str, first: re.Match[str]) -> bool:
    """Return whether a piece with a capital has a figure, one right after it, or the shape of a name itself."""
    word, after = first[0], text[first.end() : first.end() + 2]
    if not word[:1].isupper():
        return False
    return after.lstrip(" ")[:1] in _FIGURES or _FIGURE.search(word) is not None or _NAMED.fullmatch(word) is not None


def _shaped(text: str, run: list[re.Match[str]]) -> tuple[Mention | None, int]:
    """Return a name of the shape of a model's (`Qwen3-Next-80B-A3B`, `Kimi K2`), or None, and where its pieces end."""
    first = run[0][0]
    used = 1
    plain = without_possessive(first)
    if (
        not first[:1].isupper()
        or not _NO_NAMES.isdisjoint((plain, plain.capitalize()))
        or any(one.fullmatch(plain) for one in _NO_SHAPES)
    ):
        return None, 0
    named = _NAMED.fullmatch(first) is not None
    numbered = named or (any(c.isdigit() for c in first) and sum(c.isalpha() for c in first) > 1)
    while used < len(run):
        piece = run[used][0]
        version = _VERSION.fullmatch(piece) or _SIZE.fullmatch(piece)
        if not version and not (numbered and piece[:1].isupper() and used < 4 and len(piece) < 12):
            break
        if version and not numbered and piece.isdecimal() and int(piece) > 99:
            break
        numbered, used = True, used + 1
    while used > 1 and not any(c.isdigit() for c in run[used - 1][0]) and run[used - 1][0] not in _TAILS:
        used -= 1
    if not numbered:
        return None, 0
    name = without_possessive(text[run[0].start() : run[used - 1].end()])
    return Mention("model", name, run[0].start(), run[0].start() + len(name), False), run[used - 1].end()


def without_possessive(written: str) -> str:
    """Return a name without the `'s` of a possessive."""
    return written.removesuffix("'s").removesuffix("’s")


_NO_SHAPES = (_CHIP_OR_FORMAT, _NO_MODEL, _NO_NETWORK)
_TAILS = frozenset(
    ("Pro", "Max", "Mini", "Nano", "Ultra", "Turbo", "Flash", "Large", "Instruct", "Base", "Lite", "Plus")
)


def _quoted(text: str, found: list[Mention]) -> list[Mention]:
    """Return quoted words that a text introduces as a model's name: at most four words, none of them found yet."""
    taken = [(one.start, one.end) for one in found]
    out = []
    for match in _QUOTED.finditer(text):
        start, end = match.span(1)
        fits = len(match[1].split()) <= 4 and not any(a < end and start < b for a, b in taken)
        if fits and not _ENDS.search(match[1]):
            out.append(Mention("quoted", match[1], start, end, False))
    return out


_ENDS = re.compile(r"[。，、！？.,!?]")
