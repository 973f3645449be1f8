"""The ModelScope channel against a site on this machine, in the shape that its client's documents give."""

from __future__ import annotations

import datetime as dt
import json

from helpers.fake_site import FakeSite, serving_site

from flopwatch import sources
from flopwatch.discovery import Basis, HubLimits, read_queue, search

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def page(*rows, models="models"):
    return json.dumps({"success": True, "data": {models: list(rows)}}).encode()


def searched(folder):
    channel = sources.channel("modelscope")
    return search(channel, folder, Basis((), ()), lambda: NOW, limits=HubLimits())


def test_pages_are_listed_until_one_is_not_full_and_counts_balance(tmp_path, monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    with serving_site(FakeSite()) as site:
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", site.url)
        site.files["/openapi/v1/models"] = page(
            {"id": "lab/Atlas-9B", "downloads": 700, "created_at": "2026-10-01T00:00:00Z"},
            {"Id": "lab/Atlas-9B-AWQ", "Downloads": 300},
            {"id": "no-owner"},
            {"id": "lab/Hera-9B", "downloads": "many"},
        )
        found = searched(tmp_path)
    assert (found.read, found.found, len(found.held), found.requests) == (4, 2, 2, 1)
    assert [(one.name, one.developer, one.published) for one in read_queue(tmp_path)] == [
        ("Atlas-9B", "lab", "2026-10-01")
    ]


def test_another_shape_is_held_and_a_refusal_leaves_the_watermark(tmp_path, monkeypatch):
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    with serving_site(FakeSite()) as site:
        monkeypatch.setenv("MODELSCOPE_ENDPOINT", site.url)
        site.files["/openapi/v1/models"] = page(models="items")
        assert "did the service change" in searched(tmp_path).held[0].reason
        site.files.clear()
        refused = searched(tmp_path)
    assert "answered 404" in refused.incomplete
    assert refused.watermark == NOW.isoformat(timespec="seconds")
