"""Run a transcription: `python -m transcription tables --shared ../shared`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flopwatch.bundled_data import curated_folder
from transcription import checks, circumstances, clusters, coverage, elsewhere, languages, primary, tables


def main() -> int:
    """Write the files; exit 1 if a name needs a ruling."""
    parser = argparse.ArgumentParser(prog="transcription")
    parser.add_argument(
        "kind",
        choices=("tables", "primary", "coverage", "clusters", "circumstances", "elsewhere", "languages", "checks"),
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds data/")
    parser.add_argument("--data", type=Path, default=curated_folder())
    parser.add_argument("--recorded", default="", help="the day of the transcription, YYYY-MM-DD")
    parser.add_argument("--models", type=Path, help="of coverage: output of `flopwatch models --format csv`")
    parser.add_argument("--at", type=float, default=1e24, help="of coverage: the least compute, in FLOP")
    asked = parser.parse_args()
    if asked.kind == "checks":
        sys.stdout.writelines(f"{line}\n" for line in checks.report(asked.data, asked.shared))
        return 0
    if asked.kind == "coverage":
        if not asked.models:
            parser.error("coverage needs --models, a file that `flopwatch models --format csv` wrote")
        return _coverage(coverage.count(asked.data, asked.shared / "data", asked.models, asked.at))
    if asked.kind == "clusters":
        some, ends = clusters.write_clusters(asked.data, asked.shared / "data")
        sys.stdout.write(f"{some} clusters, {ends} year ends\n")
        return 0
    if asked.kind == "circumstances":
        indices, prices, left = circumstances.write_circumstances(asked.data, asked.shared / "data")
        sys.stdout.writelines(f"means no model of the base: {name}\n" for name in left)
        sys.stdout.write(f"{indices} capabilities, {prices} prices\n")
        return 0
    if asked.kind == "elsewhere":
        some, left = elsewhere.write_compared(asked.data, asked.shared / "data")
        sys.stdout.write("\n".join([f"{some} lists", *(f"needs a ruling: {one}" for one in left)]) + "\n")
        return 1 if left else 0
    if not asked.recorded:
        parser.error("--recorded is missing: the day of the transcription, YYYY-MM-DD")
    if asked.kind == "languages":
        changed, faults = languages.transcribe(asked.data, asked.shared, asked.recorded)
        sys.stdout.write("\n".join([f"{changed} files changed", *(f"not found: {one}" for one in faults)]) + "\n")
        return 1 if faults else 0
    if asked.kind == "primary":
        found = primary.transcribe(asked.data, asked.shared / "data", asked.recorded)
        changed = primary.write(found, asked.data)
        for words in found.left_out:
            sys.stderr.write(f"left out: {words}\n")
        sys.stdout.write(f"{len(found.claims)} models, {len(found.models)} of them new; {changed} files changed\n")
        return 0
    result = tables.transcribe(asked.data, asked.shared / "data", asked.recorded)
    for words in result.resolution.undecided:
        sys.stderr.write(f"needs a ruling: {words}\n")
    changed = tables.write(result, asked.data)
    known = sum(one.known for one in result.resolution.subjects)
    new = len(result.resolution.subjects) - known
    left = len(result.resolution.left_out)
    sys.stdout.write(f"{known} known and {new} new models; {changed} files of claims changed; {left} rows left out\n")
    return 1 if result.resolution.undecided else 0


def _coverage(found: coverage.Count) -> int:
    for name in found.unmapped:
        sys.stderr.write(f"means no model, and curation/documents.toml does not say why: {name}\n")
    for name in found.missing:
        sys.stdout.write(f"no primary claim of size or tokens: {name}\n")
    known, whole = len(found.covered), len(found.covered) + len(found.missing)
    sys.stdout.write(f"{known} of {whole} models with a document have a primary claim of size or tokens\n")
    return 1 if found.unmapped else 0


if __name__ == "__main__":
    sys.exit(main())
