"""Write entries as the Markdown of an awesome list: items with a block under each name, or structured summaries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from flopwatch.domain import Claim, clean_text
from flopwatch.sources.lists.listed_entry import ListedEntry, anchor_of

BY_SA = (
    "[![CC BY-SA 4.0](https://img.shields.io/badge/license-CC%20BY--SA%204.0-lightgrey.svg)]"
    "(https://creativecommons.org/licenses/by-sa/4.0/)"
)
_PLAIN = re.compile(r"(?:[A-Za-z0-9(≈~$][\w (),.;≈~$+/-]*)?")  # needs no quotes in YAML
CODE = "</>"  # label of a link to code after the date
AWESOME = "[![Awesome](https://awesome.re/badge.svg)](https://awesome.re)"


# What the keys of a block mean, for the end of a list.
KEYS_EXPLAINED = """\
- Field: subject area of the model
- Params: trainable parameters of the largest size; Active Params: those used for one token
- Training Data: unique data in its own unit, with the names of the data sets
- Training petaFLOPs: operations to train it, in 1e15; ≈ marks an estimate, which no source states
- Training Cost and Training Time: US dollars; chips and days, or chip-hours
- Architecture
  - En: Encoder-based Language Model
  - De: Decoder-based Language Model
  - En-De: Encoder-Decoder-based Language Model
  - MoE: Mixture of Experts
- Objective
  - MLM: Masked Language Modeling
  - LTR: Left-To-Right Language Modeling
  - NSP: Next Sentence Prediction
  - PLM: Permuted Language Modeling
  - IC: Image Captioning
  - VLM: Vision Language Matching
  - CMCL: Cross-Modal Contrastive Learning
- Embeddings Params: parameters of the tables of recommendation models that a framework trained"""
STARRED = "> Frameworks that train on many machines are marked with \\*."
_KEYS_HEADING = "Keys Explanations"


def list_of_claims(claims: Iterable[Claim], title: str) -> str:
    """Return a list in the style it was read from: the same sections, entries and keys, misspelt keys spelt right.

    Args:
        claims: The claims of one snapshot of the reader `awesome-list`, in its order.
        title: The list's name.
    """
    from flopwatch.sources.lists.list_entries import entries_of_claims  # it loads the grammar of numbers

    entries = entries_of_claims(claims)
    summaries = any(one.summary for one in entries)
    shields = [AWESOME, BY_SA] if summaries else [AWESOME]
    return list_markdown(title, shields, entries)


def list_markdown(title: str, shields: Sequence[str], entries: Sequence[ListedEntry], intro: str = "") -> str:
    """Return a whole list: title, shields, introduction, contents, and the entries under their headings.

    Args:
        title: The list's name.
        shields: Badges, in Markdown.
        entries: The entries in order; a heading is written where it differs from that of the entry before.
        intro: Paragraphs below the shields.
    """
    parts = ["<!-- omit in toc -->", f"# {title} {shields[0]}", *shields[1:]]
    parts += [intro] if intro else []
    parts.append("\n".join(["<!-- omit in toc -->", "", "## Contents", "", *contents(entries)]))
    above: tuple[str, ...] = ()
    prices: list[str] = []
    for one in entries:
        if one.headings != above:
            shared = next((at for at, (a, b) in enumerate(zip(above, one.headings, strict=False)) if a != b), None)
            start = min(len(above), len(one.headings)) if shared is None else shared
            parts += [f"{'#' * (at + 2)} {name}" for at, name in enumerate(one.headings) if at >= start]
            above = one.headings
            starred = one.kind == "framework" and STARRED not in parts
            parts += [STARRED] if starred and any(each.distributed for each in entries) else []
        if one.kind == "chip":
            prices.append(f"- {one.name}")
            continue
        parts += [summary_block(one) if one.summary else item(one)]
    if not all(one.summary for one in entries):
        parts += [] if above[-1:] == (_KEYS_HEADING,) else [f"## {_KEYS_HEADING}"]
        parts.append("\n".join([*prices, KEYS_EXPLAINED]))
    return "\n\n".join(parts) + "\n"


def contents(entries: Iterable[ListedEntry]) -> Iterator[str]:
    """Yield the lines of a table of contents: each heading once, indented by its level."""
    seen: set[tuple[str, ...]] = set()
    for one in entries:
        for level in range(1, len(one.headings) + 1):
            path = one.headings[:level]
            if path not in seen:
                seen.add(path)
                yield f"{'  ' * (level - 1)}- [{path[-1]}](#{anchor_of(path[-1])})"


def item(one: ListedEntry) -> str:
    """Return an entry as an item: name, developers, date, access; title and links; the block."""
    star = "\\*" if one.distributed else ""
    name = f"[{one.name}]({one.link})" if one.link else f"**{one.name}{star}**"
    head = [f"- {name}"]
    if one.developers or one.homepage:
        head.append(f"[[{one.developers}]]({one.homepage})")
    head += [words for words in (one.date, one.access) if words]
    head += [f"[{label}]({link})" for label, link in one.links if label == CODE]
    title = next((f"[{label}]({link})" for label, link in one.links if label == one.title), one.title)
    links = [f"[[{label}]]({link})" for label, link in one.links if label not in (CODE, one.title)]
    if one.kind == "survey" and not one.title:
        head += links
        links = []
    lines = [" ".join(head)]
    below = " ".join(filter(None, (title, *links)))
    if below:
        lines[0] += "  "
        lines.append(f"  {below}")
    if one.pairs:
        lines += ["", *_fenced(one)]
    return "\n".join(lines)


def summary_block(one: ListedEntry) -> str:
    """Return an entry as a structured summary that names its own model, after its title where it has one."""
    return "\n".join(_fenced(one))


def _fenced(one: ListedEntry) -> Iterator[str]:
    pairs = list(one.pairs)
    if one.summary and not any(key == "has model" for key, _ in pairs):
        titled = bool(pairs) and pairs[0][0].casefold() == "title"
        pairs.insert(1 if titled else 0, ("has model", one.name))
    yield "  ```yaml"
    for key, value in pairs:
        text = clean_text(value)
        quoted = not one.lenient and not _reads_plain(key, text)
        yield f"  {key}: {json.dumps(text, ensure_ascii=False) if quoted and text else text}".rstrip()
    yield "  ```"


def _reads_plain(key: str, text: str) -> bool:
    """Return whether a value without quotes reads as itself."""
    if _PLAIN.fullmatch(text):
        return True
    from flopwatch.sources.lists.yaml_blocks import parse_block

    read = parse_block(f"{key}: {text}")
    return not read.lenient and read.pairs == ((clean_text(key), text),)
