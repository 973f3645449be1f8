"""Mining: the facts of each document as `extract` gives them, from every format, restartable."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from helpers.commands import command
from helpers.operations import operations

from flopwatch.bundled_data import curated_folder
from flopwatch.domain import BadInput, Quarantined
from flopwatch.extraction import DECISIVE, extract_facts, gazetteer_of
from flopwatch.mining import Miner, mine
from flopwatch.sources import Document, documents_of, load_names
from flopwatch.sources.corpora.documents import MAX_TEXT

pytest.importorskip("re2", reason="the extra `mine` is not installed")
pytest.importorskip("fastwarc", reason="the extra `mine` is not installed")
pytest.importorskip("resiliparse", reason="the extra `mine` is not installed")
TEXTS = {
    "de": "Kimi K2 kommt auf eine Billion Parameter, davon sind 32 Milliarden aktiv, sagte Moonshot am 11. Juli 2025.",
    "zh": "DeepSeek-V3 的总参数量为 6710 亿,激活参数 370 亿,用 2048 张 H800 训练。\n训练数据为 14.8 万亿 token。",
    "plain": "The council spent $3 million on 12 new buses on 4 May 2025.",
    "ru": "Модель GigaChat с 29 млрд параметров обучена на 9,5 трлн токенов.",
}
PAGE = "<html><head><meta charset='utf-8'><title>x</title></head><body><article><p>{}</p></article></body></html>"


def facts_in(out) -> list[tuple]:
    frames = [pl.read_parquet(path) for path in sorted((out / "facts").glob("*.parquet"))]
    return pl.concat(frames).select("document", "kind", "value", "start", "model").rows()


def wanted(names: dict[str, str]) -> set[tuple]:
    """Return the facts that `extract` gives of each text that states a decisive one."""
    known = gazetteer_of(*load_names(curated_folder()))
    found = {name: extract_facts(text, known=known).facts for name, text in names.items()}
    return {
        (name, one.kind, one.value, one.start, one.model)
        for name, facts in found.items()
        if any(fact.kind in DECISIVE for fact in facts)
        for one in facts
    }


def bytes_of(folder) -> dict:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(one: dict, other: dict) -> dict:
    """Return the files that are in one alone or differ, with the length of each."""
    return {
        str(path): (len(one.get(path, b"")), len(other.get(path, b"")))
        for path in one.keys() | other.keys()
        if one.get(path) != other.get(path)
    }


def run(paths, out, **more):
    return mine(paths, out, curated_folder(), **more)


def write_warc(path, pages: dict[str, bytes], kind: str = "text/html; charset=utf-8") -> None:
    """Write a web archive by hand, each record a member of the gzip file."""
    members = []
    for number, (url, page) in enumerate(pages.items()):
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    path.write_bytes(b"".join(members))


def test_every_format_gives_the_facts_of_extract(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = [{"url": f"https://news.example/{name}", "text": text} for name, text in TEXTS.items()]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pl.DataFrame(rows).write_parquet(tmp_path / "rows.parquet")
    done = run([tmp_path], tmp_path / "out")
    assert (done.documents, done.shards, done.done_before, done.held) == (12, 3, 0, {})
    small = {f"{name}.txt": text for name, text in TEXTS.items()}
    large = {row["url"]: row["text"] for row in rows}
    found = facts_in(tmp_path / "out")
    assert set(found) == wanted(small) | wanted(large)
    assert done.facts == len(found) == len(wanted(small)) + 2 * len(wanted(large))
    candidates = pl.concat(pl.read_parquet(path) for path in (tmp_path / "out/candidates").glob("*.parquet"))
    assert {"Kimi K2", "DeepSeek-V3"} <= set(candidates["name"])


def test_pages_of_a_web_archive_are_read_as_text(tmp_path):
    pages = {f"https://news.example/{name}": PAGE.format(text).encode() for name, text in TEXTS.items()}
    write_warc(tmp_path / "a.warc.gz", pages)
    done = run([tmp_path / "a.warc.gz"], tmp_path / "out")
    assert (done.documents, done.with_facts, done.held) == (4, 3, {})
    values = {(document.rpartition("/")[2], kind, value) for document, kind, value, _, _ in facts_in(tmp_path / "out")}
    assert {("de", "params", "1000000000000"), ("zh", "tokens", "1.48e13")} <= values


def test_what_a_run_wrote_is_no_document_of_the_next(tmp_path):
    (tmp_path / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    first, second = (run([tmp_path], tmp_path) for _ in range(2))
    assert (second.shards, second.done_before, second.held) == (first.shards, 1, {})


def test_what_is_done_is_not_done_again_and_what_changed_is(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("de", "zh"):
        (tmp_path / f"in/{name}.jsonl").write_text(json.dumps({"text": TEXTS[name]}), encoding="utf-8")
    out = tmp_path / "out"
    run([tmp_path / "in"], out)
    before = bytes_of(out)
    next((out / "shards").glob("zh*")).unlink()  # killed before the last file of a shard
    assert run([tmp_path / "in"], out).done_before == 1
    assert bytes_of(out) == before
    (tmp_path / "in/de.jsonl").write_text(json.dumps({"text": TEXTS["ru"]}), encoding="utf-8")
    assert run([tmp_path / "in"], out).done_before == 1
    assert ("de.jsonl:1", "params", "29000000000") in {row[:3] for row in facts_in(out)}


def test_what_cannot_be_read_is_counted_with_its_reason(tmp_path):
    (tmp_path / "empty.warc").write_bytes(b"")
    (tmp_path / "no.warc").write_bytes(b"WARC/9 no\r\n\r\n")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe7B")
    arc = b"filedesc://a.arc 127.0.0.1 20140216050221 text/plain 2\n1 0\n"
    (tmp_path / "a.arc").write_bytes(arc)
    (tmp_path / "a.arc.gz").write_bytes(gzip.compress(arc))
    whole = gzip.compress(json.dumps({"text": TEXTS["ru"]}).encode() + b"\n" + b'{"text": "x"}\n' * 10_000)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-20])
    (tmp_path / "odd.jsonl").write_text('[1]\n{"id": "a"}\n\n{"text": 7}\n', encoding="utf-8")
    (tmp_path / "no.parquet").write_bytes(b"PAR1")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "long.jsonl").write_bytes(
        b'"' + b"7" * (MAX_TEXT + 9) + b'"\n' + json.dumps({"text": TEXTS["ru"]}).encode()
    )
    write_warc(
        tmp_path / "whole.warc.gz", {f"https://a.example/{n}": PAGE.format(TEXTS["ru"]).encode() for n in range(3)}
    )
    write_warc(tmp_path / "other.warc.gz", {"https://a.example/a.pdf": b"%PDF"}, "application/pdf")
    (tmp_path / "cut.warc.gz").write_bytes((tmp_path / "whole.warc.gz").read_bytes()[:-40])
    done = run([tmp_path], tmp_path / "out")
    assert done.held["an empty file"] == 1
    assert done.held["an ARC archive, the format before WARC: convert it with `warcio recompress`"] == 2
    assert done.held["no UTF-8: save the text as UTF-8"] == 1
    assert done.held["no JSON object in the line"] == 1
    assert done.held["no text under text, content, body, html"] == 2
    assert done.held["a response that is neither HTML nor text"] == 1
    assert done.held["a file that ends in '.pdf', which no reader knows"] == 1
    assert done.held["a line of more than 8 MB"] == 1
    assert "long.jsonl:2" in {row[0] for row in facts_in(tmp_path / "out")}
    assert sum(reason.startswith(("the archive breaks off", "the file breaks off")) for reason in done.held) >= 2
    manifest = json.loads(next((tmp_path / "out/shards").glob("odd*")).read_text())
    assert manifest["examples"][0]["item"] == "odd.jsonl:1"


@pytest.mark.shared
def test_the_odd_archives_are_read_or_held_with_a_reason(tmp_path, shared):
    odd = {}
    for path in sorted((shared / "data/channels/warc").glob("*.*arc*")):
        documents = list(documents_of(path))
        texts = [one.text for one in documents if isinstance(one, Document)]
        odd[path.name] = (len(texts), [one.reason for one in documents if isinstance(one, Quarantined)])
        assert all("Example Domain" in text or "IANA" in text for text in texts), path.name
    assert odd.pop("example-space-in-url.arc")[1] == [
        "an ARC archive, the format before WARC: convert it with `warcio recompress`"
    ]
    assert odd.pop("example-trunc.warc") == (1, ["the archive breaks off: Invalid WARC header"])
    assert len(odd) == 4
    assert set(map(repr, odd.values())) == {"(1, [])"}


def test_a_deeply_nested_page_is_read_and_binary_data_are_refused(tmp_path):
    deep = b"<div>" * 200_000 + TEXTS["ru"].encode() + b"</div>" * 200_000
    write_warc(tmp_path / "a.warc.gz", {"https://a.example/1": deep, "https://a.example/2": b"\x00\x01" * 500})
    done = run([tmp_path / "a.warc.gz"], tmp_path / "out")
    assert (done.with_facts, done.held) == (1, {"binary data, no page": 1})


def test_lines_read_apart_give_the_facts_of_the_whole_text():
    """A document whose decisive lines, other lines and tables are read one after another, each line once."""
    fresh = Path(__file__).parents[1] / "text/fresh/sentences.jsonl"
    rows = [json.loads(line) for line in fresh.read_text(encoding="utf-8").splitlines()]
    table = "\n| Model | Parameters | Cost |\n|---|---|---|\n| X-2 | 70,000,000,000 | $3 million to train |\n"
    table += "\nTouch support\n4K input\n"
    own = gazetteer_of(*load_names(curated_folder()))
    miner = Miner(own)
    for tag in ("en", "zh", "ru"):
        lines = [row["text"] for row in rows if row["lang"] == tag]
        text = "\n".join((*lines[:4], table, *lines[4:], "It took 50 days and 2,048 H800 GPUs; training cost $5.6M."))
        assert miner.read(text) == extract_facts(text, known=own), tag


@pytest.mark.parametrize("piece", ["7", "1,", "亿", "(7B", "مليار 7 billion 亿 ", "parame", "|7B", "7 tokens\n", "**a"])
def test_work_grows_no_faster_than_the_text(piece):
    miner = Miner(gazetteer_of((), ()))
    miner.read("a 7B model")
    short, long = (piece * (size // len(piece)) for size in (1_500, 6_000))
    miner.read(short)
    assert operations(lambda: miner.read(long)) <= 5 * operations(lambda: miner.read(short)) + 4_000


def test_what_a_killed_writer_left_is_removed(tmp_path):
    (tmp_path / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    out = tmp_path / "out"
    run([tmp_path / "a.txt"], out)
    before = bytes_of(out)
    for folder in ("facts", "candidates", "shards"):
        (out / folder / f".a.{2**22}.0123456789ab.tmp").write_bytes(b"half")
    assert run([tmp_path / "a.txt"], out).done_before == 1
    assert difference(before, bytes_of(out)) == {}


def test_the_command_counts_and_refuses(tmp_path):
    (tmp_path / "a.txt").write_text(TEXTS["de"], encoding="utf-8")
    done = command("mine", "a.txt", "--out", "out", "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    assert {key: answer[key] for key in ("documents", "shards", "done_before")} == {
        "documents": 1,
        "shards": 1,
        "done_before": 0,
    }
    assert answer["facts"] >= 2
    assert answer["bytes"] == len(TEXTS["de"].encode())
    assert "absent does not exist" in command("mine", "absent", "--out", "out", cwd=tmp_path).stderr
    both = command("mine", "a.txt", "--out", "out", "--workers", "2", "--cluster", "tcp://x", cwd=tmp_path)
    assert both.returncode == 2
    (tmp_path / "a.xyz").write_text("7B")
    with pytest.raises(BadInput, match="no reader of such files"):
        run([tmp_path / "a.xyz"], tmp_path / "out")
