"""Mutants of the files that readers read: whatever is done to the bytes, a reader gives a reading or a reason."""

from __future__ import annotations

import random
import resource
import time
import traceback
from collections.abc import Iterator

from flopwatch.domain import FlopwatchError, Snapshot, Source, event_fault
from flopwatch.sources import READERS, Columns, read_config_json, read_safetensors_header, read_series, reader
from flopwatch.sources.claim_caps import within_caps

_EPOCH = (
    "Model,Organization,Publication date,Domain,Parameters,Training compute (FLOP),Training dataset size (datapoints),"
    "Training time (hours),Training hardware,Hardware quantity,Base model,Finetune compute (FLOP),Confidence,Abstract,"
    "Last modified,Country (from Organization),Epochs,Link\n"
    'GPT-3,OpenAI,2020-05-28,Language,175000000000,3.14e+23,3.74e11,355.0,NVIDIA V100,10000,,,Confident,"A, b",'
    "2024-01-01,United States of America,1,https://arxiv.org/abs/2005.14165\n"
    'Made-2,"Made Lab,Other",2021-01,Vision,7e9,1e24,1e12,,TPU v4,512,GPT-3,1e20,Likely,x,2024-02-02,China,2,\n'
)
_LIST = """# A list

## Language

### GPT-3 [OpenAI] [2020.05] [[Paper](https://arxiv.org/abs/2005.14165)]

```yaml
Field: Language
Params: 175B
Training Data: 300B tokens
Architecture: De
Training Compute: 3.6k petaFLOP/s-days
```

* Made-2: Made Lab, May 2021, [link](https://example.org)

  ```yaml
  Params: 7B
  Training Cost: 100k$
  ```
"""
_ORKG = (
    "has model,number of parameters,organization,date created,training corpus,license\n"
    "GPT-3,175B,OpenAI,May 2020,300B tokens,closed\nMade-2,7B,Made Lab,2021-01-05,1TB of text,open\n"
)
_SCORES = (
    "Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,ARC-C,HellaSwag,GSM8K\n"
    "meta-llama/Llama-2-7b-hf,Llama-2,7.0,2.0,84.0,0.4379,0.5307,0.7774,0.1448\nMade/Two-7b,Made,7,1,42,0.5,0.5,0.7,0.1\n"
)
_TOML = """name = "Example-70B"

[[parameters]]
value = "70e9"
unit = "parameters"
source = "example"
where = "p. 1"
quote = "70B"
recorded = 2026-01-01
"""
_ARTICLE = """Over 20 AI models have been trained at the scale of GPT-4

Published Jan. 30, 2025

| Model | Developer | FLOP |
|---|---|---|
| GPT-4 | OpenAI | 2.1e25 |

Training compute of Gemini Ultra: 5.0 × 10^25 FLOP. 175 billion parameters, 300B tokens, 10^23.
"""
_HEADER = b"\x40" + bytes(7) + b'{"a": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}}   '
SAMPLES: dict[str, bytes] = {
    "epoch-csv": _EPOCH.encode(),
    "awesome-list": _LIST.encode(),
    "orkg": _ORKG.encode(),
    "benchmark-scores": _SCORES.encode(),
    "claims-toml": _TOML.encode(),
    "document": _ARTICLE.encode(),
    "one-e25-table": _ARTICLE.encode(),
    "plain-table": "Model,Org,Params,Tokens\nExample-70B,Example Lab,70B,2T tokens\n例-7B,実験室,7B,\n".encode(),
}
_PIECES = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\x1b[31m",
        b"\xe2\x80\xae",
        b"\r",
        b"\n",
        b"\n\n",
        b'"',
        b"'",
    ),
    *(
        b",",
        b";",
        b"\t",
        b"|",
        b"```",
        b"[",
        b"](",
        b"{",
        b"}",
        b"&a",
        b"*a",
        b"<<: *a",
        b"<table><tr>",
        b"|---|---|",
        b"# ",
    ),
    *(
        b"1e999",
        b"NaN",
        b"-1",
        b"1e-999",
        b"9" * 400,
        b"2023-02-30",
        b"0000",
        b"10^23",
        "10²³".encode(),
        "½".encode(),
        b"%",
    ),
    *(
        b"a" * 3_000,
        b"," * 3_000,
        b"(" * 500,
        b"[" * 500,
        b"- " * 500,
        b"1," * 500,
        b"x: " * 300,
        b"$",
        b"B",
        b"k petaFLOP",
    ),
)


NAMES: tuple[str, ...] = (*(name for name, _ in READERS), "series", "config", "safetensors")


def mutated(rng: random.Random, sample: bytes) -> bytes:
    """Return a mutant: bytes cut, doubled, swapped, replaced, or pieces that hurt put in."""
    data = bytearray(sample)
    for _ in range(rng.choice((1, 1, 2, 3, 6, 12))):
        at, to = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
        kind = rng.randrange(8)
        if kind < 3:
            data[at:at] = rng.choice(_PIECES) * rng.choice((1, 1, 1, 2, 20))
        elif kind == 3:
            del data[at : min(to, at + 60)]
        elif kind == 4:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 5:
            data[at:at] = data[at : min(to, at + 400)] * rng.choice((1, 2, 30))
        elif kind == 6:
            del data[at:]
        else:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        if not data:
            data = bytearray(sample)
        del data[400_000:]
    return bytes(data)


def try_mutants(seed: int, count: int) -> tuple[list[str], dict[str, float]]:
    """Give mutants to every reader in turn; return what went wrong, and counts, longest time and most memory."""
    rng = random.Random(seed)
    problems: list[str] = []
    counts: dict[str, float] = {"mutants": 0, "refused": 0, "read": 0, "most_seconds": 0.0}
    for name, data in _mutants(rng, count):
        begin = time.process_time()  # the machine may be busy
        try:
            give(name, data)
            counts["read"] += 1
        except FlopwatchError as error:
            counts["refused"] += 1
            if not str(error).replace("\n", "").isprintable():
                problems.append(f"{name}: a message with marks: {ascii(str(error))[:200]}")
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            problems.append(
                f"{name}: {type(error).__name__}: {ascii(str(error))[:120]} ({where.filename[-40:]}:{where.lineno})"
            )
        counts["mutants"] += 1
        counts["most_seconds"] = max(counts["most_seconds"], round(time.process_time() - begin, 2))
    counts["most_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return problems, counts


def _mutants(rng: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        name = NAMES[number % len(NAMES)]
        yield name, mutated(rng, sample(name))


def sample(name: str) -> bytes:
    """Return a file that a reader reads."""
    return {
        "series": SAMPLES["epoch-csv"],
        "config": b'{"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "vocab_size": 32000}',
        "safetensors": _HEADER,
    }.get(name) or SAMPLES[name]


def give(name: str, data: bytes) -> None:
    """Give bytes to a reader, and what it reads to the ledger's door.

    Raises:
        FlopwatchError: If the reader refuses them.
    """
    if name == "series":
        read_series(
            data,
            Source(id="a.csv", title="A"),
            Columns("Publication date", "Training compute (FLOP)", group="Domain"),
        )
    elif name == "config":
        read_config_json(data)
    elif name == "safetensors":
        read_safetensors_header(data)
    else:
        one = reader(name)
        about = one.describe("example-lab/example-70b.toml" if name == "claims-toml" else f"made-{name}.csv", data)
        reading = within_caps(one.read(data, about))
        event = Snapshot(
            source=about.id,
            sha256="",
            date=about.date,
            reader=one.name,
            version=one.version,
            claims=tuple(reading.claims),
            read=reading.read,
            claimed=reading.claimed,
            about=about,
            skipped=tuple(reading.skipped),
            quarantined=tuple(reading.quarantined),
            counts=reading.counts,
            notes=tuple(reading.notes),
        )
        if fault := event_fault(event):
            raise AssertionError(f"the door refuses what the reader gave: {fault}")
