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
from flopwatch.wording import N_, class_label, gettext, ngettext, plural, recorded, speaking

ASSETS = Path(__file__).parent / "assets"
REASONS = (  # kept in the ledger in these words
    "the source says so in these words",
    "the source does not say so",
    "another source is better",
    "no model, or out of scope",
)
_KINDS = {
    "correction": N_("correction"),
    "addition": N_("addition"),
    "identity": N_("identity"),
    "candidate": N_("candidate"),
    "contested": N_("contested"),
}
_MARKS = {
    "there": N_("still there"),
    "moved": N_("moved"),
    "gone": N_("gone"),
    "dead": N_("page dead"),
    "unread": N_("not read"),
    "never": N_("not looked at"),
}
_STATES = {
    "open": N_("open"),
    "asked": N_("asked"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
}
_VERBS = {
    "accept": N_("Accept"),
    "reject": N_("Reject"),
    "merge": N_("Merge"),
    "split": N_("Split"),
    "ask": N_("Ask"),
}


@functools.cache
def _templates(tag: str) -> Environment:
    """Return the templates of one language: messages are inserted when they are compiled."""
    made = Environment(
        loader=PackageLoader("flopwatch.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(plural=plural, recorded=recorded, class_of=class_label)
    made.filters["amount"] = lambda value: f"{value:.3g}" if isinstance(value, float) else value
    made.filters["flop"] = lambda one: f"{short(one.p50)} FLOP" if one else gettext(N_("unknown"))
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
    with speaking(request.app.state["curation"].language) as language:
        html = (
            _templates(language.tag)
            .get_template(template)
            .render(
                account=person.account if person else "",
                role=person.role if person else "",
                roles=ROLES,
                may=lambda permission: allows(person.role if person else "", permission),
                here=request.url.path,
                reasons=REASONS,
                language=language,
                kinds={key: gettext(words) for key, words in _KINDS.items()},
                marks={key: gettext(words) for key, words in _MARKS.items()},
                states={key: gettext(words) for key, words in _STATES.items()},
                verbs={key: gettext(words) for key, words in _VERBS.items()},
                **context,
            )
        )
    return Response(html, media_type=MediaType.HTML)
