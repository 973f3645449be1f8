"""Draw a fifth set of 200 pairs of model names, by rules of its own, for labelling by hand.

Names come from three sources: Epoch's exports of 2025-12 to 2026-08, the Hub listing, and the lists (OWID's table, an
API router's listing of May 2026, and five lists that people keep, the Japanese one in its three languages). A pair is
left out if a labelled set already holds it, or holds the same two names up to organisation, case, punctuation and
number format; at most `PER_FAMILY` pairs have a first name of one family (its first four letters). Strata, drawn in
this order from one generator:

    paper      a list's entry and one row of Epoch's that links its paper
    renamed    a name that only an older table has, and its nearest name in the current ones, of the same first letters
    words      a Hub or list name and a name of another source with the same words and numbers, formats left out
    contained  a Hub or list name and one of Epoch's, where the words of one hold all words of the other
    one_off    two names of any source that begin alike and differ in one word or number
    nearest    a Hub or list name, and the nearest of Epoch's of the same first letters

Labels (`tests/identity/fifth_pairs.jsonl`) follow the earlier sets: true where both denote the same trained weights (a
quantised or converted copy is the same model; a bare family name denotes its largest first model), false, or null
where neither name nor row decides. A first draw was dropped before labelling: it took link texts for names ("Preprint",
"base"), and only a sixth of it was true; a second took sizes ("8b-instruct") and both names of one routed row.

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

from draw import FORMAT, LISTS, NO_MODEL, OWID, PAPER, TABLES, _first_words, labelled
from rapidfuzz import fuzz, process

SEED = 20261203
PER_FAMILY = 7
KEEP = {"paper": 20, "renamed": 15, "words": 60, "contained": 45, "one_off": 35, "nearest": 35}
MORE_LISTS = (*LISTS, "awesome-huge-models/README.md", "llm-jp/README.ja.md", "llm-jp/README.fr.md")
MORE_TABLES = (
    *TABLES,
    "epoch-2026/frontier_ai_models_2026-03-30.csv",
    "epoch-2026/large_scale_ai_models_2026-03-30.csv",
)
ROUTER = "openrouter-2026-05/models.json"
GENERAL = {
    "base",
    "small",
    "large",
    "medium",
    "tiny",
    "instruct",
    "chat",
    "gguf",
    "ggml",
    "hf",
    "gptq",
    "long",
    "short",
}
GENERAL |= {
    "v",
    "b",
    "m",
    "x",
    "seq",
    "instruction",
    "original",
    "dpo",
    "sft",
    "xsmall",
    "xl",
    "experimental",
    "japanese",
}


def _column(data: Path, file: str, column: str) -> set[str]:
    with (data / file).open(encoding="utf-8-sig") as rows:
        return {row[column].strip() for row in csv.DictReader(rows)} - {""}


def _listed(data: Path) -> set[str]:
    names = _column(data, OWID, "Entity") | _routed(data)
    for path in MORE_LISTS:
        text = (data / "lists/other" / path).read_text()
        for name, link in re.findall(r"\[([^\[\]\n]{2,45})\]\((https?://[^)\s]*)\)", text):
            if found := re.search(r"huggingface\.co/([^/\s]+/[^/\s)?#]+)$", link):
                names |= {found[1], name.strip("*` ")}
        names |= {_first_words(line.split("|")[1]) for line in text.splitlines() if line.startswith("| ")}
    return {
        name for name in names if not re.search(r"\*\*|<", name) and not NO_MODEL.search(name) and _names_model(name)
    }


def _names_model(name: str) -> bool:
    return any(word.isalpha() for word in _words(name) - GENERAL)


def _routed(data: Path) -> set[str]:
    models = json.loads((data / ROUTER).read_text())["data"]
    return {model[key] for model in models for key in ("id", "name")}


@cache
def _words(name: str) -> frozenset[str]:
    tail = name.rsplit("/", 1)[-1].casefold() if re.fullmatch(r"[\w.-]+/[\w.:-]+", name) else name.casefold()
    tail = re.sub(r"^[\w. ]+: ", "", tail)
    found = re.findall(r"[^\W\d_]+|\d+(?:\.\d+)?", FORMAT.sub("", tail))
    return frozenset(found) if re.search(r"[^\W\d_]{3}", tail) else frozenset()


@cache
def _head(name: str) -> str:
    tail = name.rsplit("/", 1)[-1] if re.fullmatch(r"[\w.-]+/[\w.:-]+", name) else name
    return (re.findall(r"[^\W\d_]+", re.sub(r"^[\w. ]+: ", "", tail).casefold()) or [""])[0][:4]


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

    def put_nearest(self, names: Iterable[str], pool: list[str], stratum: str) -> None:
        for name in self.shuffled(names):
            near = [other for other in pool if other != name and _head(other)[:3] == _head(name)[:3]]
            if near and not self.full(stratum):
                self.put(name, process.extractOne(name.rsplit("/", 1)[-1], near, scorer=fuzz.ratio)[0], stratum)


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
            cells = line.split("|")
            name = _first_words(cells[2 if "hannibal" in path else 1]) if len(cells) > 3 else ""
            name = name or (re.findall(r"^- \*\*(.{2,40}?)\*\*", line) or [""])[0]
            entries |= {(name, paper) for paper in PAPER.findall(line) if _names_model(name)}
    for name, paper in d.rng.sample(sorted(entries), len(entries)):
        if paper in rows:
            d.put(name, d.rng.choice(sorted(rows[paper])), "paper")


def draw(data: Path) -> list[tuple[str, str, str]]:
    """Return 200 pairs with the stratum of each."""
    current = sorted(set().union(*(_column(data, table, "Model") for table in TABLES[:3])))
    late = set().union(*(_column(data, table, "Model") for table in MORE_TABLES[3:])) | _column(data, OWID, "Entity")
    hub = {model["name"] for model in json.loads((data / "hugging-face/hf_models_2026-03.json").read_text())}
    foreign = hub | _listed(data)
    routed = _routed(data)
    everything = sorted({*foreign, *current})
    d = Draw(labelled())
    _put_papers(d, data)
    d.put_nearest(late - set(current), current, "renamed")
    by_words: dict[frozenset[str], list[str]] = {}
    by_head: dict[str, list[str]] = {}
    for name in everything:
        by_words.setdefault(_words(name), []).append(name)
    for name in current:
        by_head.setdefault(_head(name), []).append(name)
    for name in d.shuffled(foreign):
        others = [o for o in by_words[_words(name)] if o.casefold() != name.casefold() and not {o, name} <= routed]
        if others and _words(name):
            d.put(name, d.rng.choice(others), "words")
    for name in d.shuffled(foreign):
        found = [o for o in by_head.get(_head(name), ()) if _words(o) < _words(name) or _words(name) < _words(o)]
        if found := [other for other in found if _words(other)]:
            d.put(name, d.rng.choice(found), "contained")
    for name in d.shuffled(everything):
        if d.full("one_off"):
            break
        alike = [other for other in everything if _head(other) == _head(name) and _words(other)]
        near = [o for o in alike if len(_words(o) - _words(name)) == len(_words(name) - _words(o)) == 1]
        if near:
            d.put(name, d.rng.choice(near), "one_off")
    d.put_nearest(foreign, current, "nearest")
    return d.pairs


if __name__ == "__main__":
    json.dump(draw(Path(sys.argv[1])), sys.stdout, ensure_ascii=False, indent=0)
