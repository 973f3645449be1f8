"""Pages of ids that merges ended."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from pathlib import Path

from flopwatch.census import Census
from flopwatch.hub.pages.model import ModelPages
from flopwatch.hub.site import Site
from flopwatch.wording.links import model_path


def test_the_page_of_an_ended_id_leads_to_the_id_in_force(census: Census, tmp_path: Path) -> None:
    record = census.models()[0]
    old = 'lab/old-<name>"'
    census = replace(census, redirects={old: record.id})
    site = Site(census, tmp_path, "")
    ModelPages(site, census).write_moved(old, record)
    page = (tmp_path / model_path(old)).read_text(encoding="utf-8")
    found = [
        re.search(way, page) for way in ('http-equiv="refresh" content="0; url=([^"]+)"', '<p>[^<]* <a href="([^"]+)"')
    ]
    assert [posixpath.normpath(one[1]) for one in found if one] == [f"../../{model_path(record.id)}"] * 2
    assert "old-<name>" not in page
