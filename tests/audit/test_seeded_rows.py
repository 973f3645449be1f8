"""Slips of sixteen kinds in rows for developing rules. docs/methods/audit.md scores the other half."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers.audit_score import audited
from helpers.bundled import bundled_curated
from helpers.row_slips import SLIPS, draw

from flopwatch import sources

TABLE = "data/epoch-2026/all_ai_models_2026-03-30.csv"


@pytest.mark.shared
@pytest.mark.matrix
def test_slips_in_rows_for_developing_rules_are_found(request, tmp_path):
    curated = bundled_curated()
    known = [word for one in curated.known_models for word in (one.name, *one.aliases)]
    drawn = draw(request.getfixturevalue("shared") / TABLE, known, scored=False, seed=1)

    score = audited(drawn, sources.curated_folder(), tmp_path / "all_ai_models_2026-03-30.csv", only_drawn=True)

    missed = Counter(slip.kind for index, slip in drawn.spoilt.items() if index not in score.found)
    assert len(drawn.spoilt) == 240
    assert len({slip.kind for slip in SLIPS}) == 16
    assert len(score.found) >= 0.8 * len(drawn.spoilt), missed  # 202 of 240 found; docs/methods/audit.md
    assert len(score.clean) <= 0.12 * len(drawn.clean), [(one.name, one.message) for _, one in score.clean]
