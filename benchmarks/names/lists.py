"""Match an awesome list with a table of Epoch's without paper keys, and count against the rows that share its paper.

    python benchmarks/names/lists.py LIST.md all_ai_models.csv

Truth: the table's rows with the entry's arXiv id or title whose family is the entry's, or near it. Right: the best
candidate is one of them (with the facts of both, but no keys).
"""

import sys
import time
from collections import defaultdict

from flopwatch import sources
from flopwatch.domain import Claim
from flopwatch.identity import About, NameIndex, fold_vintage, near_families, read_name
from flopwatch.records import about_claims


def entries(reader: str, place: str) -> list[tuple[str, About]]:
    snapshot, _ = sources.read_file(reader, place)
    found: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for claim in snapshot.claims:
        if claim.kind == "model":
            found[claim.subject, claim.entry or claim.locator.split(",")[0]][claim.id_in(snapshot.source)] = claim
    return [(name, with_titles(about_claims(claims), claims)) for (name, _), claims in found.items()]


def with_titles(about: About, claims: dict[str, Claim]) -> About:
    titles = {f"title:{fold_vintage(one.value)}" for one in claims.values() if one.field == "title"}
    return About("", about.parameters, about.published, about.developers, about.domains, about.keys | titles)


def without_keys(about: About) -> About:
    return About("", about.parameters, about.published, about.developers, about.domains)


def main(place: str, table: str) -> None:
    listed, rows = entries("awesome-list", place), entries("epoch-csv", table)
    index, papers = NameIndex(), defaultdict(set)
    start = time.perf_counter()
    for at, (name, about) in enumerate(rows):
        index.add(f"{at}", name, without_keys(about))
        for key in about.keys:
            papers[key].add(at)
    right = total = 0
    for name, about in listed:
        family = read_name(name).family
        near = {
            at
            for key in about.keys
            for at in papers[key]
            if (x := read_name(rows[at][0]).family) == family or near_families(x, family)
        }
        found = index.candidates(name, without_keys(about))
        if near:
            total += 1
            good = bool(found) and int(found[0].model) in near and found[0].answer.same is not False
            right += good
            if not good:
                print(
                    "   ",
                    name,
                    "->",
                    [(rows[int(o.model)][0], round(o.answer.probability, 2)) for o in found],
                    "of",
                    [rows[at][0] for at in sorted(near)],
                )
    print(f"{right} of {total} right; {len(listed)} entries, {len(rows)} rows, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:3])
