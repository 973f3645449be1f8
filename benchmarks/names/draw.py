"""Draw 200 pairs of model names by a fixed seed, for labelling by hand.

The labels are `tests/identity/fresh_pairs.jsonl`: true (both names denote the same trained weights; a quantised or
converted distribution is the same model), false, or null where the names alone cannot decide. They were committed
before any code read them. Strata: `across` (a Hub or list name and the nearest of Epoch's names), `alike` (with the
same numbers), `family` (two names of one family), `near` (nearest names of two families), `likely` (no word for a
variant, names contain each other), `paper` (a list's entry and one row of Epoch's with its paper, at random; only in
sets drawn by another seed, which keep fewer of `across` and `likely`).

The fourth set (seed 20261130, `fourth_pairs.jsonl`) also limits the pairs of one family, named by the first word of
the first name, to `PER_FAMILY`, so that no developer's naming decides the score, and shuffles the entries with a paper.
Of 200 drawn so 34 were true, where a quarter is asked: so, before any code read them, the last 26 of `alike` gave way
to 26 of a stratum `words` (a Hub or list name and one of Epoch's with the same words and numbers, formats left out),
again few of each family.

    python benchmarks/names/draw.py ../shared/data > drawn.json
    python benchmarks/names/draw.py ../shared/data 20261201 > drawn.json     # another set, without the labelled pairs
    python benchmarks/names/draw.py ../shared/data 20261130 few > drawn.json # few pairs of each family
"""

import csv
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

TABLES = (
    "epoch-2026/all_ai_models_2026-03-30.csv",
    "epoch-2026/notable_ai_models_2026-08-19.csv",
    "epoch-2026/large_scale_ai_models_2026-08-19.csv",
    "epoch-2026/large_scale_ai_models_2025-12.csv",
)
OWID = "lists/artificial-intelligence-training-computation.csv"
LISTS = ("open-llms/README.md", "hannibal046/README.md", "llm-jp/README.en.md", "awesome-chinese-llm/README.md")
NO_MODEL = re.compile(r"datasets/|spaces/|collections/|blob|tree/|^papers|^:?-+:?$|^https?:")
VARIANT = re.compile(
    r"instruct|chat|\bit\b|think|mini|flash|coder|vl\b|-v?l-|deduped|awq|mlx|gguf|gptq|bit\b|fp8|turbo|lite|math|dpo|sft|rl",
    re.IGNORECASE,
)
KEEP = {"across": 42, "alike": 70, "family": 25, "near": 3, "likely": 60}
KEEP_WITH_PAPERS = {"across": 9, "alike": 100, "family": 10, "near": 3, "likely": 53, "paper": 25}
KEEP_FEW = {"across": 25, "alike": 90, "family": 25, "near": 5, "likely": 45, "paper": 20}
PER_FAMILY = 6
WORDS = 26
FORMAT = re.compile(r"[-_ ](?:awq|gptq|gguf|mlx|nvfp4|fp8|hf|int[48]|\d+bit|int8mix|dynamic)(?![a-z])")
PAPER = re.compile(r"\d{4}\.\d{5}")


def _column(data: Path, file: str, column: str) -> list[str]:
    with (data / file).open(encoding="utf-8-sig") as rows:
        return [row[column].strip() for row in csv.DictReader(rows)]


def _list_names(data: Path) -> set[str]:
    names = set(_column(data, OWID, "Entity"))
    for path in (*LISTS, "awesome-huge-models/README.md"):
        text = (data / "lists/other" / path).read_text()
        for name, link in re.findall(r"\[([^\[\]\n]{2,45})\]\((https?://[^)\s]*)\)", text):
            if re.search(r"huggingface\.co/[^/\s]+/[^/\s)]+$", link):
                names |= {name.strip("*` "), link.split("huggingface.co/")[1].split("?")[0].rstrip("/")}
        for name in re.findall(r"^\|\s*\[?([^|\[\]\n]{2,40}?)\]?(?:\([^)]*\))?\s*\|", text, re.MULTILINE):
            names.add(name.strip("*` "))
    return {name for name in names if len(name) > 2 and not NO_MODEL.search(name) and re.search("[A-Za-z]", name)}


def _by_paper(data: Path) -> list[tuple[str, list[str]]]:
    """Return (name in a list, Epoch's names of rows with the same arXiv id), sorted."""
    rows: dict[str, set[str]] = {}
    for table in TABLES[:2]:
        with (data / table).open(encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                for paper in PAPER.findall(row["Link"]):
                    rows.setdefault(paper, set()).add(row["Model"].strip())
    found: dict[str, set[str]] = {}
    for path, column in (("open-llms/README.md", 1), ("hannibal046/README.md", 2), ("llm-jp/README.en.md", 1)):
        for line in (data / "lists/other" / path).read_text().splitlines():
            cells = line.split("|")
            if len(cells) > 3 and re.search("[A-Za-z]{2}", name := _first_words(cells[column])):
                for paper in PAPER.findall(line):
                    found.setdefault(name, set()).update(rows.get(paper, set()))
    return sorted((name, sorted(names)) for name, names in found.items() if names)


def _first_words(cell: str) -> str:
    return re.sub(r"\]\(.*|<br>.*", "", cell).strip("[ *`")


def _tail(name: str) -> str:
    return name.rsplit("/", 1)[-1].casefold()


def _bare(name: str) -> str:
    return re.sub(r"\W+|_", "", _tail(name))


def _head(name: str) -> str:
    return (re.findall(r"[^\W\d_]+", _tail(name)) or [""])[0]


def _numbers(name: str) -> list[str]:
    plain = re.sub(r"[-_ ](?:[468]bit|int[48]|fp8|w\d+a\d+)", "", _tail(name))
    return sorted(re.findall(r"\d+(?:\.\d+)?", plain))


class Draw:
    def __init__(self, seed: int, per_family: int) -> None:
        self.rng = random.Random(seed)
        self.per_family = per_family
        self.families: Counter[str] = Counter()
        self.pairs: list[tuple[str, str, str]] = []
        self.seen: set[frozenset[str]] = set()

    def put(self, a: str, b: str, stratum: str) -> None:
        key = frozenset((a, b))
        if a == b or key in self.seen or (_bare(a) == _bare(b) and self.rng.random() < 0.75):
            return
        if self.families[_head(a)[:4]] >= self.per_family:
            return
        self.families[_head(a)[:4]] += 1
        self.seen.add(key)
        self.pairs.append((a.split("#")[0], b.split("#")[0], stratum))

    def count(self, stratum: str) -> int:
        return sum(s == stratum for *_, s in self.pairs)


def _near(query: str, pool: list[str], low: list[str], scorer: object) -> list[str]:
    found = process.extract(_tail(query), low, scorer=scorer, limit=4)
    return [pool[at] for _, _, at in found if pool[at] != query]


def _likely(query: str, name: str) -> bool:
    few, many = set(_numbers(name)), set(_numbers(query))
    plain = [re.sub("[-_]", " ", text) for text in (name.casefold(), _tail(query))]
    return (
        _head(name)[:4] == _head(query)[:4]
        and not VARIANT.search(name)
        and (few <= many or many <= few)
        and fuzz.token_set_ratio(*plain) >= 90
    )


def draw(
    data: Path, seed: int = 20261129, before: Iterable[frozenset[str]] = (), *, papers: bool = False, few: bool = False
) -> list[tuple[str, str, str]]:
    """Return the pairs that `seed` draws and that are not among those `before`, with the stratum of each."""
    epoch = {name for table in TABLES for name in _column(data, table, "Model")}
    pool = sorted(epoch - {""})
    hub = sorted({model["name"] for model in json.loads((data / "hugging-face/hf_models_2026-03.json").read_text())})
    listed = sorted(_list_names(data))
    low = [name.casefold() for name in pool]
    keep = (KEEP_FEW if few else KEEP_WITH_PAPERS) if papers else KEEP
    goal = keep if few else {"across": 45, "alike": 105 if papers else 75, "family": 60, "near": 20, "likely": 60}
    d = Draw(seed, PER_FAMILY if few else 10**6)
    d.seen |= set(before)
    while d.count("across") < goal["across"]:
        query = d.rng.choice(hub if d.rng.random() < 0.45 else listed)
        found = [name for name in _near(query, pool, low, fuzz.WRatio) if _head(name) == _head(query)]
        found = found or _near(query, pool, low, fuzz.ratio)
        if found and _head(found[0])[:3] == _head(query)[:3]:
            d.put(query, found[0], "across")
    while d.count("alike") < goal["alike"]:
        query = d.rng.choice(hub if d.rng.random() < 0.5 else listed)
        near = _near(query, pool, low, fuzz.token_set_ratio)
        found = [n for n in near if _head(n)[:4] == _head(query)[:4] and _numbers(n) == _numbers(query)]
        if found:
            d.put(query, found[0], "alike")
    everything = sorted({*pool, *hub, *listed})
    families: dict[str, list[str]] = {}
    for name in everything:
        families.setdefault(_head(name), []).append(name)
    large = sorted(head for head, names in families.items() if len(names) >= 4 and len(head) > 1)
    while d.count("family") < goal["family"]:
        names = families[d.rng.choice(large)]
        query = d.rng.choice(names)
        rest = [name for name in names if name != query]
        close = d.rng.random() < 0.6
        other = _near(query, rest, [_tail(n) for n in rest], fuzz.ratio)[0] if close else d.rng.choice(rest)
        d.put(query, other, "family")
    tails = [_tail(name) for name in everything]
    while d.count("near") < goal["near"]:
        query = d.rng.choice(everything)
        found = [n for n in _near(query, everything, tails, fuzz.ratio) if _head(n) != _head(query)]
        if found:
            d.put(query, found[0], "near")
    d.rng = random.Random(seed + 1)
    current, late = (set(_column(data, TABLES[at], "Model")) for at in (0, 3))
    renamed = sorted((late - current) | (set(_column(data, OWID, "Entity")) - epoch))
    entries = _by_paper(data) if papers else []
    if few:
        d.rng.shuffle(entries)
    for name, names in entries:
        d.put(name, d.rng.choice(names), "paper")
    while d.count("likely") < goal["likely"]:
        query = d.rng.choice(renamed if d.rng.random() < 0.35 else (hub if d.rng.random() < 0.5 else listed))
        if VARIANT.search(query):
            continue
        found = [name for name in _near(query, pool, low, fuzz.WRatio) if _likely(query, name)]
        if found:
            d.put(query, found[0], "likely")
    kept, counts = [], Counter[str]()
    for pair in d.pairs:
        counts[pair[2]] += 1
        if counts[pair[2]] <= keep[pair[2]]:
            kept.append(pair)
    return kept[:200]


def _words(name: str) -> list[str]:
    return sorted(re.findall(r"[^\W\d_]+|\d+(?:\.\d+)?", FORMAT.sub("", _tail(name))))


def draw_words(data: Path, seed: int, before: Iterable[frozenset[str]]) -> list[tuple[str, str, str]]:
    """Return `WORDS` pairs of a Hub or list name and one of Epoch's with the same words, in any order."""
    pool: dict[str, list[str]] = {}
    for name in sorted({name for table in TABLES for name in _column(data, table, "Model")} - {""}):
        pool.setdefault(" ".join(_words(name)), []).append(name)
    hub = {model["name"] for model in json.loads((data / "hugging-face/hf_models_2026-03.json").read_text())}
    d = Draw(seed + 2, 4)
    d.seen |= set(before)
    queries = sorted(hub | _list_names(data))
    d.rng.shuffle(queries)
    for query in queries:
        for name in pool.get(" ".join(_words(query)), ()):
            d.put(query, name, "words")
    return d.pairs[:WORDS]


def labelled() -> Iterator[frozenset[str]]:
    """Yield every pair of names that a labelled set of this repository holds."""
    for path in (*Path("tests/identity").glob("*_pairs.jsonl"), *Path("benchmarks/names").glob("*_pairs.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            yield frozenset((row["a"], row["b"]))


if __name__ == "__main__":
    data, *seeds = sys.argv[1:]
    few = seeds[1:] == ["few"]
    drawn = draw(Path(data), int(seeds[0]), labelled(), papers=True, few=few) if seeds else draw(Path(data))
    if few:
        alike = [pair for pair in drawn if pair[2] == "alike"]
        drawn = [pair for pair in drawn if pair not in alike[-WORDS:]]
        known = [*labelled(), *(frozenset(pair[:2]) for pair in drawn)]
        drawn += draw_words(Path(data), int(seeds[0]), known)
    json.dump(drawn, sys.stdout, ensure_ascii=False, indent=0)
