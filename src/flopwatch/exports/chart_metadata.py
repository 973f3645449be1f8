"""Metadata of a chart's table as JSON, in the layout of Our World in Data's `.metadata.json`.

Source:
    https://docs.owid.io/projects/etl/api/chart-api/ (`chart`, `columns`, `dateDownloaded`).
"""

from __future__ import annotations

import msgspec

from flopwatch.census import Census
from flopwatch.charts import FigureColumn, PageFigure
from flopwatch.exports.citations import AUTHOR, LICENCE, TITLE, public_address


def figure_metadata(figure: PageFigure, census: Census, base_url: str) -> bytes:
    """Return a chart's title, citation, licence and sources, and the unit and meaning of each column, as JSON.

    Args:
        figure: The chart.
        census: The census it shows.
        base_url: Address of the site, or ""; never published if it is that of a local server.
    """
    site, date = public_address(base_url), census.as_of.isoformat()
    short = f"flopwatch, as of {date}"
    citation = f"{AUTHOR}, “{figure.title}”, in {TITLE}, as of {date}"
    address = f"{site}/charts/{figure.id}.html" if site else ""
    chart = {
        "title": figure.title,
        "subtitle": figure.note,
        "citation": f"{citation}, {address}" if address else citation,
        "originalChartUrl": address,
        "license": {"name": "CC BY 4.0", "url": LICENCE},
        "sources": [{"title": title, "url": url, "models": models} for title, url, models in figure.sources],
        "moreSources": figure.more_sources,
    }
    columns = {
        header: _column(header, about, values, short, chart["citation"], date)
        for header, about, values in zip(figure.head, figure.columns, zip(*figure.rows, strict=True), strict=True)
    }
    whole = {"chart": chart, "columns": columns, "dateDownloaded": date}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _column(
    header: str, about: FigureColumn, values: tuple[str, ...], short: str, citation: object, date: str
) -> dict[str, object]:
    return {
        "titleShort": header,
        "descriptionShort": about.meaning,
        "unit": about.unit,
        "type": _type(about, values),
        "lastUpdated": date,
        "citationShort": short,
        "citationLong": citation,
    }


def _type(about: FigureColumn, values: tuple[str, ...]) -> str:
    """Return the type of a column: `Integer` or `Numeric` for figures and years, else `String`."""
    if all(one.isdecimal() for one in values):
        return "Integer"
    return "Numeric" if about.unit else "String"
