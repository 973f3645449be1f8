"""Makes a release a day from a folder of one table's daily states, and writes docs/daily-releases.md.

    python docs/daily_releases.py ../shared/data/epoch-nightly [--out DIR]

Each state is imported and released as it would have been on its day: only what was known by then counts.
"""

from __future__ import annotations

import argparse
import gzip
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from flopwatch import api, releases, sources
from flopwatch.domain import PartialDate, Source, When
from flopwatch.exports import notes_markdown, release_counts

PAGE = Path(__file__).with_name("daily-releases.md")
ADDRESS = "https://example.org/models"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD = """# A release a day

Written by `docs/daily_releases.py` from {count} states of Epoch AI's table of notable models (CC BY 4.0),
{first} to {last}, kept by github.com/siddvoh/frontier (`data/epoch_notable_ai_models.csv`, the commits in
`epoch-nightly/PROVENANCE`). For each day: `flopwatch import epoch-csv`, then `flopwatch build --release` with
`--known-on` of the day, into one folder and one ledger, over the bundled base. Each release has its notes in
`releases/N/notes.md`, on its page, and as an entry of `feeds/releases.xml`.

| release | day | rows read | added | re-estimated | value withdrawn | removed | other changes | threshold crossed |
|---|---|---|---|---|---|---|---|---|
"""


def make_releases(folder: Path, out: Path) -> Iterator[tuple[str, int]]:
    """Import each state and release the census of its day; yield the day and the number of rows read."""
    data, store = sources.curated_folder(), str(out.with_name("ledger.sqlite"))
    for path in sorted(folder.glob("*.csv.gz")):
        dated = _DATED.search(path.name)
        if dated is None:
            raise SystemExit(f"{path}: its name has no date YYYY-MM-DD.")
        state = out.with_name(path.name.removesuffix(".gz"))
        state.write_bytes(gzip.decompress(path.read_bytes()))
        read = api.import_file("epoch-csv", str(state), data, store, date=dated[0]).read
        when = When(known_on=PartialDate.from_iso(dated[0]).latest)
        api.build(data, store, out, when=when, base_url=ADDRESS, notes="")
        yield dated[0], read


def main() -> None:
    """Make the releases and write the page."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("folder", type=Path)
    words.add_argument("--out", type=Path, help="Where to leave the releases; a temporary folder if absent.")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        out = (given.out or Path(temporary) / "days" / "out").resolve()
        out.parent.mkdir(parents=True, exist_ok=True)
        days = []
        for day, read in make_releases(given.folder, out):
            days.append((day, read))
            print(day, read, flush=True)  # noqa: T201 - a script
        sources_now = api.take_census(sources.curated_folder(), str(out.with_name("ledger.sqlite"))).sources
        PAGE.write_text(page(days, releases.kept_in(out), sources_now), encoding="utf-8")


def page(days: list[tuple[str, int]], kept: tuple[releases.Kept, ...], known: Mapping[str, Source]) -> str:
    """Return the page: the table of all releases, and the notes of the one that crossed the most thresholds."""
    text = HEAD.format(first=days[0][0], last=days[-1][0], count=len(days))
    found = [releases.notes_of(kept, one.entry.number) for one in kept]
    for notes, (day, read) in zip(found, days, strict=True):
        counts = release_counts(notes)
        text += f"| {notes.entry.number} | {day} | {read:,} | {' | '.join(map(str, counts))} |\n"
    most = max(found[1:], key=lambda one: (len(one.crossed) + len(one.withdrawn), len(one.re_estimated)))
    said = re.sub(r"^#", "##", notes_markdown(most, known), flags=re.MULTILINE)
    return f"{text}\nThe notes of release {most.entry.number} as published:\n\n{said}"


if __name__ == "__main__":
    main()
