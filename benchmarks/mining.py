"""Mining: MB/s against `re` on the same documents with the same facts, and pages to facts against trafilatura and `re`.

    python benchmarks/mining.py PAGES     # a folder of HTML pages, such as tests/eval of trafilatura's repository

Background are the texts of the pages; into one document of fifty a labelled sentence of `tests/text/fresh` is planted.
Time is CPU time of one process. Nothing is read from the network.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flopwatch.bundled_data import curated_folder
from flopwatch.extraction import DECISIVE, Extraction, Gate, extract_facts, gazetteer_of, language_of, read_facts
from flopwatch.mining import Miner
from flopwatch.sources import documents_of, library_of, load_names

FRESH = Path(__file__).parents[1] / "tests/text/fresh/sentences.jsonl"
EVERY = 50  # one document of so many states something
FEW = 100  # documents of the comparison with `re`, which is slow
PAGES = 150  # of the comparison with trafilatura, which is slow
CC_NEWS_PER_DAY = 12 * 1.07e3  # MB of compressed archives
SEED = 20


def main(folder: str) -> None:
    """Print the tables."""
    draw = random.Random(SEED)
    pages = [path.read_bytes() for path in sorted(Path(folder).glob("*.html"))]
    sentences = [json.loads(line)["text"] for line in FRESH.read_text(encoding="utf-8").splitlines()]
    page_text: Callable[[bytes], str] = _page_text()
    texts = [page_text(page) for page in pages]
    planted = [f"{text}\n{draw.choice(sentences)}\n" if n % EVERY == 0 else text for n, text in enumerate(texts)]
    miner = Miner(gazetteer_of(*load_names(curated_folder())))
    for sentence in sentences:
        miner.read(sentence)  # compiles the patterns of each language
    _against_re(planted, miner)
    _sizes(planted, miner)
    stated = _with_sentences(draw, pages, page_text)
    _pages(stated, page_text, miner)
    _pages([both if n % EVERY == 0 else (plain_of(both), "") for n, both in enumerate(stated)], page_text, miner)
    _archives(pages, miner)


def _page_text() -> Callable[[bytes], str]:
    from flopwatch.sources.corpora.pages import text_of_page

    return text_of_page


def _timed(read: Callable[[Any], Any], things: list[Any]) -> tuple[list[Any], float]:
    started = time.process_time()
    found = [read(thing) for thing in things]
    return found, time.process_time() - started


def _facts(found: Extraction | None) -> tuple:
    return found.facts if found else ()


def _whole(text: str) -> Extraction | None:
    """Read every document whole: the grammar on `re` alone."""
    found = extract_facts(text, known=KNOWN)
    return found if any(one.kind in DECISIVE for one in found.facts) else None


KNOWN = gazetteer_of(*load_names(curated_folder()))


def re_gate() -> Gate:
    """Return the gate with each of its patterns compiled by `re`."""
    gate = Gate()
    for name, pattern in list(vars(gate).items()):
        setattr(gate, name, re.compile(pattern.pattern))
    return gate


def _gated(gate: Gate) -> Callable[[str], Extraction | None]:
    def read(text: str) -> Extraction | None:
        places = gate.places(text)
        if not places:
            return None
        tag = language_of(text)
        if not any(one.kind in DECISIVE for one in read_facts(text, language=tag, places=places)):
            return None
        return extract_facts(text, language=tag, known=KNOWN)

    return read


def _against_re(texts: list[str], miner: Miner) -> None:
    size = sum(len(text.encode()) for text in texts) / 1e6
    for text in texts:
        miner.read(text)  # compiles the patterns of languages that a page is taken for
    ours, seconds = _timed(miner.read, texts)
    print(f"\n{len(texts)} documents, {size:.1f} MB, {sum(one is not None for one in ours)} with facts")
    print(f"| {'form':38} | MB/s | ours is faster by | facts lost |\n|---|---|---|---|")
    print(f"| {'flopwatch mine':38} | {size / seconds:.1f} | 1 | 0 |")
    few = texts[:: max(1, len(texts) // FEW)]
    part = sum(len(text.encode()) for text in few) / 1e6
    _, mine = _timed(miner.read, few)
    for form, read in (
        ("re: every document read whole", _whole),
        ("re: the same gate compiled by re", _gated(re_gate())),
    ):
        found, took = _timed(read, few)
        same = {text: _facts(miner.read(text)) for text in few}
        lost = sum(len(set(_facts(one)) - set(same[text])) for text, one in zip(few, found, strict=True))
        print(f"| {form + f' ({part:.1f} MB)':38} | {part / took:.2f} | {took / mine:.1f} | {lost} |")


def _sizes(texts: list[str], miner: Miner) -> None:
    print("\n| MB | seconds of CPU | MB/s and core |\n|---|---|---|")
    for share in (8, 4, 2, 1):
        some = texts[: len(texts) // share]
        size = sum(len(text.encode()) for text in some) / 1e6
        seconds = min(_timed(miner.read, some)[1] for _ in range(2))
        print(f"| {size:.2f} | {seconds:.2f} | {size / seconds:.1f} |")


def _with_sentences(
    draw: random.Random, pages: list[bytes], page_text: Callable[[bytes], str]
) -> list[tuple[bytes, str]]:
    """Return some pages, each with a labelled sentence of its own language, as a text is read in one language."""
    rows = [json.loads(line) for line in FRESH.read_text(encoding="utf-8").splitlines()]
    planted = []
    for page in draw.sample(pages, PAGES):
        tag = language_of(page_text(page))
        planted.append(_plant(page, draw.choice([row["text"] for row in rows if row["lang"] == tag])))
    return planted


def plain_of(planted: tuple[bytes, str]) -> bytes:
    """Return a page without its planted sentence."""
    page, sentence = planted
    return page.replace(_paragraph(sentence), b"") if sentence else page


def _paragraph(sentence: str) -> bytes:
    # Character references are the same in every encoding of a page.
    return b"<p>" + sentence.encode("ascii", "xmlcharrefreplace") + b"</p>"


def _plant(page: bytes, sentence: str) -> tuple[bytes, str]:
    """Return a page with a sentence after the middle one of its paragraphs, and the sentence."""
    ends = [match.start() for match in re.finditer(b"</p>", page)]
    if not ends:
        return page, ""
    end = ends[len(ends) // 2]
    return page[: end + 4] + _paragraph(sentence) + page[end + 4 :], sentence


def _pages(planted: list[tuple[bytes, str]], page_text: Callable[[bytes], str], miner: Miner) -> None:
    trafilatura = library_of("trafilatura")
    size = sum(len(page) for page, _ in planted) / 1e6
    forms: list[tuple[str, Callable[[bytes], Extraction | None]]] = [
        ("flopwatch mine", lambda page: miner.read(page_text(page))),
        ("trafilatura + re", lambda page: _whole(trafilatura.extract(page, fast=False) or "")),
        ("trafilatura fast + re", lambda page: _whole(trafilatura.extract(page, fast=True) or "")),
    ]
    wanted = [
        {(one.kind, one.value) for one in read_facts(sentence) if one.kind in DECISIVE} for _, sentence in planted
    ]
    print(f"\n{len(planted)} pages, {size:.1f} MB, {sum(map(len, wanted))} planted facts")
    print("| pages to facts | MB/s | precision | recall | F1 |\n|---|---|---|---|---|")
    for form, read in forms:
        found, seconds = _timed(read, [page for page, _ in planted])
        got = [{(one.kind, one.value) for one in _facts(each) if one.kind in DECISIVE} for each in found]
        right = sum(len(a & b) for a, b in zip(got, wanted, strict=True))
        precision, recall = right / max(1, sum(map(len, got))), right / max(1, sum(map(len, wanted)))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"| {form} | {size / seconds:.1f} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")


def _archives(pages: list[bytes], miner: Miner) -> None:
    """Print how many days of Common Crawl News one core reads in a day, from archives to facts."""
    members = []
    for number, page in enumerate(pages):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
            f"WARC-Date: 2026-11-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        path.write_bytes(b"".join(members))
        size = path.stat().st_size / 1e6
        started = time.process_time()
        documents = facts = 0
        for one in documents_of(path):
            documents += 1
            facts += len(_facts(miner.read(getattr(one, "text", ""))))
        rate = size / (time.process_time() - started)
    days = rate * 86_400 / CC_NEWS_PER_DAY
    print(
        f"\narchive of {documents} pages, {size:.1f} MB compressed: {rate:.2f} MB/s and core, "
        f"{days:.1f} days of Common Crawl News in a day of one core ({facts} facts)"
    )


if __name__ == "__main__":
    main(sys.argv[1])
