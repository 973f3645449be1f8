"""Names that a notebook completes after `fw.`."""

from __future__ import annotations

import flopwatch as fw


def test_only_public_names_are_completed() -> None:
    assert dir(fw) == sorted(fw.__all__)
    assert {"estimate", "models", "show", "thresholds"} <= set(dir(fw))
    assert not {"Any", "Path", "annotations"} & set(dir(fw))
