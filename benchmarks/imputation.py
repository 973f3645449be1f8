"""CPU time of the imputation: the cold fit of everything, one imputation, and its share of a build of the bundled base.

    python benchmarks/imputation.py --scores FILE … --epoch FILE …

CPU time of this process, in seconds: other load on the machine does not count. Without files only the bundled base is
timed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from flopwatch import ledger, records, sources
from flopwatch.api.imputation_evidence import read_evidence
from flopwatch.estimation import estimate
from flopwatch.imputation.ensemble import build_imputer, impute


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", action="append", type=Path, default=[])
    parser.add_argument("--epoch", action="append", type=Path, default=[])
    given = parser.parse_args()
    data = sources.curated_folder()
    if given.scores:
        start = time.process_time()
        evidence = read_evidence(data, given.scores, given.epoch)
        print(f"reading {len(given.scores) + len(given.epoch)} files: {time.process_time() - start:.2f} s")
        truth = evidence.truth()
        start = time.process_time()
        imputer = build_imputer(truth, evidence.chance)
        print(
            f"cold fit of everything, {len(truth)} models, weights and intervals included: "
            f"{time.process_time() - start:.2f} s (limit 5)"
        )
        targets = [m for m in evidence.models if m.log_compute is None][:200]
        each = []
        for model in targets:
            start = time.process_time()
            impute(model, imputer)
            each.append(time.process_time() - start)
        print(
            f"one imputation, of {len(each)}: median {statistics.median(each) * 1e3:.1f} ms, worst "
            f"{max(each) * 1e3:.1f} ms (limit 50)"
        )
    curated = sources.load_curated(data)
    view, _ = records.as_known_on(records.fold(list(curated.events())), curated.sources, None)
    found = records.resolve(view, curated.sources, curated.developers, curated.known_models)
    inputs = (found.records, curated.chips, curated.frontier, curated.thresholds)
    first = estimate.estimate_models(*inputs)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "warm"):
            start = time.process_time()
            imputed = estimate.impute_models(
                found.records, first, curated.benchmarks, ledger.memory(Path(folder) / "ledger.sqlite")
            )
            estimate.estimate_models(*inputs, imputed, first)
            print(
                f"bundled base, {len(imputed)} models imputed, {name}: {time.process_time() - start:.2f} s (limit 0.3 "
                "warm)"
            )


if __name__ == "__main__":
    main()
