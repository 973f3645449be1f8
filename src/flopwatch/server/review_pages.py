"""Pages of the curation app, from templates that escape everything."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.enums import MediaType

from flopwatch.domain import short
from flopwatch.server.access import ROLES, allows

ASSETS = Path(__file__).parent / "assets"
REASONS = (
    "the source says so in these words",
    "the source does not say so",
    "another source is better",
    "no model, or out of scope",
)


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("flopwatch.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["amount"] = lambda value: f"{value:.3g}" if isinstance(value, float) else value
    made.filters["flop"] = lambda one: f"{short(one.p50)} FLOP" if one else "unknown"
    made.filters["chance"] = lambda one: "?" if one is None else f"{one:.3g}"
    return made


def page(request: Any, template: str, **context: Any) -> Response[object]:
    """Return a page.

    Args:
        request: The request, for the person and the path.
        template: Name of the template.
        context: Its variables.
    """
    person = request.state.get("person", None)
    html = (
        _templates()
        .get_template(template)
        .render(
            account=person.account if person else "",
            role=person.role if person else "",
            roles=ROLES,
            may=lambda permission: allows(person.role if person else "", permission),
            here=request.url.path,
            reasons=REASONS,
            **context,
        )
    )
    return Response(html, media_type=MediaType.HTML)
