"""Draw a fifth set of 200 pairs of model names, by rules of its own, for labelling by hand.

Names come from three sources: Epoch's exports of 2025-12 to 2026-08, the Hub listing, and the lists (OWID's table and
five lists that people keep, the Japanese one in its three languages). A pair is left out if a labelled set already
holds it, or holds the same two names up to organisation, case, punctuation and number format; at most `PER_FAMILY`
pairs have a first name of one family (its first four letters). Strata, drawn in this order from one generator:

    paper      a list's entry and one row of Epoch's that links its paper
    renamed    a name that only an older table has, and its nearest name in the current ones
    words      a Hub or list name and one of Epoch's with the same words and numbers, formats left out
    contained  a Hub or list name and one of Epoch's, where the words of one hold all words of the other
    one_off    two names of any source that begin alike and differ in one word or number
    nearest    a Hub or list name, and the nearest of Epoch's

Labels (`tests/identity/fifth_pairs.jsonl`) follow the earlier sets: true where both denote the same trained weights (a
quantised or converted copy is the same model; a bare family name denotes its largest first model), false, or null
where neither name nor row decides.

    python benchmarks/names/draw_fifth.py ../shared/data > drawn.json
"""

import csv
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from draw import FORMAT, LISTS, NO_MODEL, OWID, PAPER, TABLES, labelled
from rapidfuzz import fuzz, process

SEED = 20261203
PER_FAMILY = 6
KEEP = {"paper": 25, "renamed": 20, "words": 50, "contained": 45, "one_off": 35, "nearest": 25}
MORE_LISTS = (*LISTS, "awesome-huge-models/README.md", "llm-jp/README.ja.md", "llm-jp/README.fr.md")
MORE_TABLES = (
    *TABLES,
    "epoch-2026/frontier_ai_models_2026-03-30.csv",
    "epoch-2026/large_scale_ai_models_2026-03-30.csv",
)


def _column(data: Path, file: str, column: str) -> set[str]:
    with (data / file).open(encoding="utf-8-sig") as rows:
        return {row[column].strip() for row in csv.DictReader(rows)} - {""}


def _listed(data: Path) -> set[str]:
    names = _column(data, OWID, "Entity")
    for path in MORE_LISTS:
        text = (data / "lists/other" / path).read_text()
        for name, link in re.findall(r"\[([^\[\]\n]{2,45})\]\((https?://[^)\s]*)\)", text):
            names.add(name.strip("*` "))
            if found := re.search(r"huggingface\.co/([^/\s]+/[^/\s)?#]+)$", link):
                names.add(found[1])
    return {name for name in names if len(name) > 2 and not NO_MODEL.search(name) and re.search(r"[^\W\d_]", name)}


@cache
def _words(name: str) -> frozenset[str]:
    tail = name.rsplit("/", 1)[-1].casefold() if re.fullmatch(r"[\w.-]+/[\w.-]+", name) else name.casefold()
    return frozenset(re.findall(r"[^\W\d_]+|\d+(?:\.\d+)?", FORMAT.sub("", tail)))


@cache
def _head(name: str) -> str:
    tail = name.rsplit("/", 1)[-1] if re.fullmatch(r"[\w.-]+/[\w.-]+", name) else name
    return (re.findall(r"[^\W\d_]+", tail.casefold()) or [""])[0][:4]


class Draw:
    """Pairs drawn so far, and the rules that each pair keeps."""

    def __init__(self, before: Iterable[frozenset[str]]) -> None:
        self.rng = random.Random(SEED)
        self.families: Counter[str] = Counter()
        self.seen = {frozenset(map(_words, pair)) for pair in before}
        self.pairs: list[tuple[str, str, str]] = []

    def put(self, a: str, b: str, stratum: str) -> None:
        key = frozenset((_words(a), _words(b)))
        if a == b or key in self.seen or self.families[_head(a)] >= PER_FAMILY or self.full(stratum):
            return
        self.families[_head(a)] += 1
        self.seen.add(key)
        self.pairs.append((a, b, stratum))

    def full(self, stratum: str) -> bool:
        return sum(kind == stratum for *_, kind in self.pairs) >= KEEP[stratum]

    def shuffled(self, names: Iterable[str]) -> list[str]:
        found = sorted(names)
        self.rng.shuffle(found)
        return found


def _nearest(name: str, pool: list[str]) -> str:
    rest = [other for other in pool if other != name]
    return process.extractOne(name.rsplit("/", 1)[-1], rest, scorer=fuzz.WRatio, processor=str.casefold)[0]


def _put_papers(d: Draw, data: Path) -> None:
    rows: dict[str, set[str]] = {}
    for table in MORE_TABLES:
        with (data / table).open(encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                for paper in PAPER.findall(row["Link"]):
                    rows.setdefault(paper, set()).add(row["Model"].strip())
    entries = set()
    for path in MORE_LISTS:
        for line in (data / "lists/other" / path).read_text().splitlines():
            entries |= {
                (name.strip("*` "), p) for p in PAPER.findall(line) for name in re.findall(r"\[([^\[\]]{2,40})\]", line)
            }
    for name, paper in d.rng.sample(sorted(entries), len(entries)):
        if paper in rows and re.search(r"[A-Za-z]{3}", name) and not re.match(r"(?i)paper|blog|open|code", name):
            d.put(name, d.rng.choice(sorted(rows[paper])), "paper")


def draw(data: Path) -> list[tuple[str, str, str]]:
    """Return 200 pairs with the stratum of each."""
    current = sorted(set().union(*(_column(data, table, "Model") for table in TABLES[:3])))
    late = set().union(*(_column(data, table, "Model") for table in MORE_TABLES[3:])) | _column(data, OWID, "Entity")
    hub = {model["name"] for model in json.loads((data / "hugging-face/hf_models_2026-03.json").read_text())}
    foreign = hub | _listed(data)
    d = Draw(labelled())
    _put_papers(d, data)
    for name in d.shuffled(late - set(current)):
        if not d.full("renamed"):
            d.put(name, _nearest(name, current), "renamed")
    by_words: dict[frozenset[str], list[str]] = {}
    by_head: dict[str, list[str]] = {}
    for name in current:
        by_words.setdefault(_words(name), []).append(name)
        by_head.setdefault(_head(name), []).append(name)
    for name in d.shuffled(foreign):
        for other in by_words.get(_words(name), ()):
            d.put(name, other, "words")
    for name in d.shuffled(foreign):
        found = [o for o in by_head.get(_head(name), ()) if _words(o) < _words(name) or _words(name) < _words(o)]
        if found:
            d.put(name, d.rng.choice(found), "contained")
    everything = sorted({*foreign, *current})
    for name in d.shuffled(everything):
        if d.full("one_off"):
            break
        near = [o for o in everything if _head(o) == _head(name) and len(_words(o) ^ _words(name)) in {1, 2}]
        near = [o for o in near if max(len(_words(o) - _words(name)), len(_words(name) - _words(o))) == 1]
        if near:
            d.put(name, d.rng.choice(near), "one_off")
    for name in d.shuffled(foreign):
        if not d.full("nearest"):
            d.put(name, _nearest(name, current), "nearest")
    return d.pairs


if __name__ == "__main__":
    json.dump(draw(Path(sys.argv[1])), sys.stdout, ensure_ascii=False, indent=0)
