"""A picture of each model's figure, for sites that show one with a link to the model's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flopwatch.census import Census, doubted_of, estimate_of, headline_crossing, headline_threshold
from flopwatch.domain import RememberPart, exact
from flopwatch.hub.views import names
from flopwatch.records import Record
from flopwatch.wording import model_path, scientific

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

_NAME_LETTERS = 26  # that fit the width in the largest size
_LEAST_SIZE = 34  # of a name's letters; what is longer is cut
_LETTERS_AT_LEAST_SIZE = 46
_MAKER_LETTERS = 58


def picture_path(record_id: str) -> str:
    """Return the path of a model's picture, relative to the site's root."""
    return model_path(record_id).removesuffix(".html") + ".png"


def write_pictures(site: Site, census: Census, remember: RememberPart) -> None:
    """Write the picture of every model, 1200 by 630 pixels; one whose words have not changed comes from the cache.

    The letters are those of the machine's fonts: on another machine the same picture may have other bytes.
    """
    for record in census.models():
        svg = picture_svg(site, census, record)
        png = site.kept("picture", svg.encode(), partial(_drawn, svg), remember)
        path = site.folder / picture_path(record.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png)


def picture_svg(site: Site, census: Census, record: Record) -> str:
    """Return a model's picture as SVG: name, developer, date, compute with its interval, class, address."""
    return site.render("_picture.svg", **_facts(census, record))


def _drawn(svg: str) -> bytes:
    import vl_convert  # thirty megabytes that only drawing needs

    made: bytes = vl_convert.svg_to_png(svg)
    return made


def _facts(census: Census, record: Record) -> dict[str, Any]:
    """Return the words and numbers of a picture; amounts as (mantissa, exponent)."""
    estimate, doubt = estimate_of(census, record.id), doubted_of(census, record.id)
    threshold, crossing = headline_threshold(census), headline_crossing(census, record.id)
    size = max(_LEAST_SIZE, min(64, 64 * _NAME_LETTERS // max(len(record.name), 1)))
    return {
        "name": _cut(record.name, _LETTERS_AT_LEAST_SIZE),
        "size": size,
        "makers": _cut(names(census, record, "developer"), _MAKER_LETTERS),
        "published": record.value("published"),
        "middle": scientific(estimate.compute_flop.median) if estimate else None,
        "interval": [scientific(one) for one in estimate.compute_flop.interval()] if estimate else (),
        "doubted": doubt is not None,
        "amount": scientific(exact(threshold.flop)) if threshold else None,
        "compute_class": crossing.compute_class if crossing else "",
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
