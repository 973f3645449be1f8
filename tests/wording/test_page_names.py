"""Names of pages: any two ids have two names on every file system, and Windows can open each."""

from __future__ import annotations

import dataclasses
import re

import msgspec
import pytest
from helpers.sample_census import build_census
from helpers.tiers import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwatch.hub.pages.groups import places_of
from flopwatch.hub.views import row_of
from flopwatch.wording.links import model_path, slug

# Names and characters that Win32 refuses in a file name.
DEVICES = ("con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10)))
_DEVICE = re.compile(rf"(?:{'|'.join(DEVICES)})(?:\..*)?", re.IGNORECASE)
_REFUSED = re.compile(r'[<>:"\\|?*\x00-\x1f]')

_PARTS = st.one_of(
    st.text(max_size=12),
    st.text("aA.-_conNUL1", max_size=6),
    st.sampled_from(DEVICES).flatmap(lambda name: st.sampled_from([name, name.upper(), f"{name}.x", f"{name}1x"])),
)
_IDS = st.lists(_PARTS, min_size=1, max_size=3).map("/".join)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(_IDS, min_size=2, max_size=6, unique=True))
def test_ids_have_names_of_their_own_that_every_file_system_takes(ids: list[str]) -> None:
    paths = [model_path(one) for one in ids]
    assert len({path.casefold() for path in paths}) == len(ids)
    for path in paths:
        for part in path.split("/"):
            assert not _DEVICE.fullmatch(part), path
            assert not _REFUSED.search(part), path
            assert part == part.rstrip(". ") != "", path


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_of_windows_is_no_name_of_a_page(name: str) -> None:
    assert slug(name) != name
    assert slug(f"{name}.html") != f"{name}.html"
    assert slug(f"{name}-2") == f"{name}-2"


def test_spellings_that_one_file_system_cannot_tell_apart_share_a_page() -> None:
    census = build_census()
    models = census.models()[:3]
    for model, spelling in zip(models, ("Example Lab", "EXAMPLE-lab", "Example Lab"), strict=True):
        census.records[model.id] = dataclasses.replace(
            model,
            fields={
                **model.fields,
                "developer": msgspec.structs.replace(model.fields["developer"], values=(spelling,)),
            },
        )
    rows = [row_of(census, census.records[one.id]) for one in models]
    (place,) = places_of(census, "organisations", "developer", rows)
    assert (place.key, place.path) == ("Example Lab", "organisations/example-lab.html")
    assert {row.record.id for row in place.rows} == {one.id for one in models}
