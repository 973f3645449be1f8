"""Transcribe developers' own documents: each statement becomes a claim that cites repository, path, commit and line."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from flopwatch.catalogue import Chips
from flopwatch.domain import SIZE_FROM_NAME, Claim, FlopwatchError, KnownModel, NotFound, check_claim
from flopwatch.identity import fold_name, slug
from flopwatch.sources.curated.claims_toml import write_claims
from flopwatch.sources.curated.load import Curated, load_curated
from transcription import languages, vocabulary
from transcription.documents import Document, Fact, Library, hedged, plain, states
from transcription.subjects import Developers

HERE = Path(__file__).resolve().parents[1]
MOST_WORDS = 25  # of a quote
DATES_APART_DAYS = 45  # a developer's date further from the other sources' is of another event
# The field and unit of each kind of number.
FIELDS = {
    "params": ("parameters", "parameters"),
    "active_params": ("active_parameters", "parameters"),
    "tokens": ("tokens_seen", "tokens"),
    "context": ("context_length", "tokens"),
    "chip_count": ("chip_count", "chips"),
    "chip_hours": ("chip_hours", "chip-hours"),
    "days": ("training_time", "hours"),
    "epochs": ("epochs", "epochs"),
    "mfu": ("utilization", "fraction"),
    "cost_usd": ("training_cost", "USD"),
    "flop": ("training_compute", "FLOP"),
    "chip": ("chip", ""),
    "licence": ("license", ""),
    "base_model": ("base_model", ""),
    "date": ("published", ""),
}
_CORPUS = re.compile(r"\b(?:data ?sets?|corpus|corpora|unique)\b|数据|コーパス", re.IGNORECASE)
_DAY = re.compile(r"(20[12][0-9])[-/.年] ?([01]?[0-9])[-/.月] ?([0-3]?[0-9])(?![0-9])")
_PARTS = re.compile(r"[A-Z]*[a-z]+|[A-Z]+|[0-9]+(?:\.[0-9]+)?")
_OF_NO_MODEL = frozenset(("code", "language", "llm", "llms", "models", "v"))  # in the name of a repository
_VARIANTS = frozenset(
    "a all b base chat code dev flash g instruct it lite m mini preview schnell small t thinking v vi vit".split()
)
# Parts of a line that are no words of its author's on the model: addresses, tags, emoji codes, imports.
_MARKUP = re.compile(r"https?://\S+|\]\([^)\s]*\)|<[^>]{0,400}>|:[a-z0-9_]+:|^\s*(?:from|import) .*", re.MULTILINE)
HEAD = 40  # lines: a date further down is that of a reference
_TRAINED = re.compile(r"\b(?:pre-?)?train(?:ed|ing|s)?\b|\bconsum|训练", re.IGNORECASE)
_DOMAINS = (
    ("video", re.compile(r"(?:text-to-video|video generation|image-to-video)", re.IGNORECASE)),
    ("image-generation", re.compile(r"(?:text-to-image|image generation|generating images)", re.IGNORECASE)),
    ("robotics", re.compile(r"(?:vision-language-action|robot)", re.IGNORECASE)),
    ("speech", re.compile(r"(?:speech recognition|speech translation|speech|audio)", re.IGNORECASE)),
    ("multimodal", re.compile(r"(?:vision-language|multimodal|omni-modal|多模态)", re.IGNORECASE)),
    ("vision", re.compile(r"(?:vision transformer|visual features|self-supervised vision)", re.IGNORECASE)),
    ("biology", re.compile(r"(?:genom|protein|nucleotide)", re.IGNORECASE)),
    (
        "language",
        re.compile(
            r"(?:(?<![a-z])(?:language models?|LLMs?|code generation|instant model|thinking model|chat models|coding)"
            r"|语言模型|大模型)",
            re.IGNORECASE,
        ),
    ),
)


class ModelRuling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which model a document's name means, or the base and the domain of a new one, where its first words mislead."""

    name: str
    id: str = ""
    base: str = ""
    domain: str = ""


class FactRuling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a statement counts, why it is accepted although the grammar does not read it, or why it is not taken."""

    model: str
    kind: str
    value: str = ""
    accept: str = ""
    skip: str = ""
    field: str = ""
    component: str = ""


@dataclass
class Found:
    """What a transcription of documents gives."""

    claims: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    cited: dict[str, Document] = field(default_factory=dict)
    models: list[KnownModel] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def transcribe(data: Path, shared: Path, recorded: str) -> Found:
    """Return the claims of every statement that is found in its document and re-read by the grammar."""
    curated = load_curated(data)
    more_facts = tomllib.loads((HERE / "statements.toml").read_text(encoding="utf-8"))["fact"]
    library = Library(shared / "primary", tuple(msgspec.convert(one, Fact) for one in more_facts))
    rulings = tomllib.loads((HERE / "primary.toml").read_text(encoding="utf-8"))
    names = [msgspec.convert(one, ModelRuling) for one in rulings.get("model", [])]
    facts = [msgspec.convert(one, FactRuling) for one in rulings.get("fact", [])]
    more = tomllib.loads((HERE / "developers.toml").read_text(encoding="utf-8"))["developer"]
    developers = vocabulary.with_names(
        curated.developers, [msgspec.convert(one, vocabulary.DeveloperNames) for one in more]
    )
    ids = Developers(developers)
    found = Found()
    known = {fold_name(word): one.id for one in curated.known_models for word in (one.name, *one.aliases)}
    ruled = {one.name: one for one in names}
    by_kind = {(one.model, one.kind): one for one in facts}
    chips = Chips(curated.chips)
    for fact in library.facts:
        ruling = by_kind.get((fact.model, fact.kind), FactRuling(fact.model, fact.kind))
        why = _why_not(fact, ruling, library, chips)
        if why:
            found.left_out.append(f"{fact.model}, {fact.kind} {fact.value}: {why}")
            continue
        identity = _identity(fact, ruled, known, ids)
        document = library.documents[fact.doc]
        claim = _claim(fact, ruling, document, identity, recorded)
        if claim is None:
            found.left_out.append(f"{fact.model}, {fact.kind} {fact.value}: no value of its field")
            continue
        found.claims[identity].append(claim)
        found.cited[document.source] = document
    _complete(found, curated, library, ruled, recorded)
    return found


def _why_not(fact: Fact, ruling: FactRuling, library: Library, chips: Chips) -> str:
    if ruling.skip:
        return ruling.skip
    if not library.says(fact.doc, fact.line, fact.quote):
        return f"the words {fact.quote[:60]!r} are not at line {fact.line} of {fact.doc}"
    number = not isinstance(fact.value, str)
    if number and not ruling.accept and not states(fact.quote, fact.kind, float(fact.value)):
        return f"the grammar does not read the number out of {fact.quote[:60]!r}"
    if fact.kind == "chip":
        try:
            chips.find(str(fact.value))
        except NotFound:
            return "the chip is not in chips.toml"
    return ""


def _identity(fact: Fact, ruled: dict[str, ModelRuling], known: dict[str, str], ids: Developers) -> str:
    ruling = ruled.get(fact.model)
    if ruling and ruling.id:
        return ruling.id
    return known.get(fold_name(fact.model)) or f"{ids.id_of(fact.developer)}/{slug(fact.model)}"


def _quote(words: str, line: str) -> str:
    """Return a quote as its line has it, in at most `MOST_WORDS` words."""
    exactly = " ".join(words.split())
    return " ".join((exactly if exactly in line else plain(exactly)).split()[:MOST_WORDS])[:118].strip()


def _claim(fact: Fact, ruling: FactRuling, document: Document, identity: str, recorded: str) -> Claim | None:
    name, unit = FIELDS[fact.kind]
    name = ruling.field or name
    value = fact.value if isinstance(fact.value, str) else f"{fact.value:.10g}"
    if name == "tokens_seen" and _CORPUS.search(fact.quote) and not _TRAINED.search(fact.quote):
        name = "dataset_size"
    if fact.kind == "days":
        value = f"{float(fact.value) * 24:.10g}"
    qualifiers = {"component": ruling.component} if ruling.component else {}
    if name == "training_cost":
        qualifiers["usd_year"] = "unstated"
    if name == "training_compute":
        qualifiers["confidence"] = "Confident"
    claim = Claim(
        subject=fact.model,
        field=name,
        value=_plain_number(value) if unit else value,
        unit=unit,
        source=document.source,
        locator=f"{document.path}, line {fact.line}",
        as_written=_quote(fact.quote, ""),
        entry=f"{document.path}, {fact.model}",
        identity=identity,
        qualifiers=qualifiers,
        recorded=recorded,
        flags=(SIZE_FROM_NAME,) if unit == "parameters" and size_only_in_a_name(fact.quote) else (),
        relation="≈" if unit and hedged(fact.quote, float(fact.value)) else "=",
    )
    try:
        return check_claim(claim)
    except FlopwatchError:
        return None


_SIZE_OF_NAME = re.compile(r"(?:[A-Za-z0-9.][-_]|[A-Za-z] ?)[0-9][0-9.]*[TtBbMm]")
_STATED_SIZE = re.compile(
    r"(?<![-\w.])~?[0-9][0-9.,]*[ -]?(?:[TBM](?![a-zA-Z])|trillion|billion|million)"
    r"|trillion-parameter|[0-9] ?[亿万]|参数|\|\s*[0-9.]+\s*\||(?<![-A-Za-z0-9.])[0-9.]+ Trillion",
    re.IGNORECASE,
)


def size_only_in_a_name(quote: str) -> bool:
    """Return whether the words hold a size only as part of a model's name, so that they do not state it.

    Example:
        >>> size_only_in_a_name("We introduce Kimi-Dev-72B, our new LLM"), size_only_in_a_name("our 72B model, X-7B")
        (True, False)
        >>> size_only_in_a_name("TeleChat2-115B模型"), size_only_in_a_name("1.6 trillion total parameters")
        (True, False)
    """
    return bool(_SIZE_OF_NAME.search(quote)) and not _STATED_SIZE.search(quote)


def _plain_number(text: str) -> str:
    from flopwatch.domain import canonical, exact

    return canonical(exact(text.replace("e+", "e")))


def _complete(found: Found, curated: Curated, library: Library, ruled: dict[str, ModelRuling], recorded: str) -> None:
    """Give new models a developer, a date and a domain out of the same documents; drop dates of other events."""
    published: dict[str, str] = {}
    elsewhere = [one for one in curated.claims() if one.source not in found.cited]
    for claim in elsewhere:
        if claim.field == "published" and claim.value:
            published[claim.identity] = min(claim.value, published.get(claim.identity, "9"))
    stated: dict[str, set[str]] = defaultdict(set)
    for claim in elsewhere:
        stated[claim.identity].add(claim.field)
    listed = {one.id for one in curated.known_models}
    facts = {fact.model: fact for fact in library.facts}
    for identity, claims in found.claims.items():
        if "published" in stated[identity]:
            claims = [one for one in claims if not _of_another_event(one, published.get(identity, ""))]
        fact = facts[found.claims[identity][0].subject]
        ruling = ruled.get(fact.model, ModelRuling(fact.model))
        if identity not in listed:
            found.models.append(KnownModel(id=identity, name=fact.model, base=ruling.base))
        lacking = {"developer", "published", "domain"} - stated[identity] - {one.field for one in claims}
        more = _of_new(fact, library.documents[fact.doc], identity, library, recorded, ruling.domain)
        found.claims[identity] = [*claims, *(one for one in more if one.field in lacking)]


def _of_another_event(claim: Claim, other: str) -> bool:
    import datetime as dt

    if claim.field != "published" or len(other) < 10 or len(claim.value) < 10:
        return claim.field == "published" and bool(other)
    apart = dt.date.fromisoformat(claim.value) - dt.date.fromisoformat(other)
    return abs(apart.days) > DATES_APART_DAYS


def _of_new(
    fact: Fact, document: Document, identity: str, library: Library, recorded: str, domain: str
) -> Iterator[Claim]:
    """Return what a new model's page needs: its developer, when it was first seen, its domain."""

    def claim(name: str, value: str, where: str, quote: str, relation: str = "=") -> Claim:
        return Claim(
            subject=fact.model,
            field=name,
            value=value,
            source=document.source,
            locator=where,
            as_written=quote,
            entry=f"{document.path}, {fact.model}",
            identity=identity,
            recorded=recorded,
            relation=relation,
        )

    yield claim("developer", fact.developer, f"repository {document.repo}", document.repo)
    first = document.repo_first_commit[:10]
    if first and _repository_of(document, fact.model):
        yield claim("published", first, f"repository {document.repo}, first commit", first, "≈")
    else:
        yield from _dated_in_text(fact, document, library, claim)
    for number, line in enumerate(library.lines(fact.doc), 1):
        words = _MARKUP.sub(lambda mark: " " * len(mark[0]), line)
        met = [(word.start(), name, word[0]) for name, one in _DOMAINS if (word := one.search(words))]
        met = [one for one in met if one[1] == (domain or one[1])]
        if met:
            _, name, word = min(met)
            yield claim("domain", name, f"{document.path}, line {number}", word)
            break


def _repository_of(document: Document, model: str) -> bool:
    """Return whether a repository is of one model, sizes and variants aside: its first commit then dates that model.

    Example:
        >>> names = {"developer": "", "path": "README.md", "commit": "", "date": "", "saved_as": "", "url": ""}
        >>> _repository_of(Document(repo="a/Kimi-Dev", **names), "Kimi-Dev-72B")
        True
        >>> _repository_of(Document(repo="a/OLMo-core", **names), "OLMo 3 7B")
        False
        >>> _repository_of(Document(repo="a/flux", **names), "FLUX.1 Kontext")
        False
    """
    repository = document.repo.split("/")[-1]
    own = {one.lower() for one in _PARTS.findall(repository)} - _OF_NO_MODEL
    named = {one.lower() for one in _PARTS.findall(model)}
    if re.fullmatch(r"(?:[- ][-0-9.ab]*)?", model.lower().removeprefix(repository.lower())):
        return True
    return bool(own) and own <= named and all(one[0].isdigit() or one in _VARIANTS for one in named - own)


def _dated_in_text(
    fact: Fact, document: Document, library: Library, claim: Callable[[str, str, str, str], Claim]
) -> Iterator[Claim]:
    """Return the first full date that a document itself states."""
    for number, line in enumerate(library.lines(fact.doc)[:HEAD], 1):
        if day := _DAY.search(line):
            value = f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}"
            yield claim("published", value, f"{document.path}, line {number}", day[0])
            return


def write(found: Found, data: Path) -> int:
    """Write the claims, the sources and the vocabulary below `data`; return the number of files that changed."""
    curated = load_curated(data)
    old: dict[str, list[Claim]] = defaultdict(list)
    for claim in curated.claims():
        old[claim.identity].append(claim)
    shown = {one.id: one.name for one in (*curated.known_models, *found.models)}
    changed = 0
    for identity, claims in sorted(found.claims.items()):
        file = data / f"claims/{identity}.toml"
        named = file.is_file()
        name = tomllib.loads(file.read_text(encoding="utf-8"))["name"] if named else shown[identity]
        kept = [one for one in old[identity] if one.source not in found.cited or one.field in languages.FIELDS]
        text = write_claims(identity, name, [*kept, *_once(claims)])
        if not named or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed += 1
    more = tomllib.loads((HERE / "developers.toml").read_text(encoding="utf-8"))["developer"]
    developers = vocabulary.with_names(
        curated.developers, [msgspec.convert(one, vocabulary.DeveloperNames) for one in more]
    )
    vocabulary.write_developers(data / "vocabulary/developers.toml", developers)
    vocabulary.write_models(data / "vocabulary/models.toml", [*curated.known_models, *found.models])
    used = {one.source for claims in found.claims.values() for one in claims}
    _write_sources(data / "sources.toml", {key: one for key, one in found.cited.items() if key in used}, developers)
    return changed


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims without a second one of the same field, value and place."""
    met: dict[tuple[str, str, str], Claim] = {}
    for one in claims:
        met.setdefault((one.field, one.value, one.source), one)
    return list(met.values())


def _write_sources(path: Path, cited: dict[str, Document], developers: Iterable[vocabulary.Developer]) -> None:
    """Add the documents to the file of sources, by id; one of the same id is left as it is."""
    text = path.read_text(encoding="utf-8")
    ids = Developers(developers)
    for key, one in sorted(cited.items()):
        if f'id = "{key}"' in text:
            continue
        fields = {
            "id": key,
            "title": f"{one.repo}, {one.path}",
            "url": one.url,
            "licence": one.stated_licence,
            "date": one.dated,
            "group": f"developer-{ids.id_of(one.developer)}",
        }
        rows = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
        text = text.rstrip() + f"\n\n[[source]]\n{rows}rank = 1\n"
    path.write_text(text, encoding="utf-8")
