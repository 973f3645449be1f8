"""The curation app: its routes, each with a permission, behind the checks of `curation`."""

from __future__ import annotations

from litestar import Litestar, Router
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from flopwatch import __version__
from flopwatch.server.access import PUBLIC
from flopwatch.server.curation import Curation, authorise, on_error
from flopwatch.server.review_api import CLOSED
from flopwatch.server.review_api import ROUTES as API
from flopwatch.server.review_forms import ROUTES as PAGES
from flopwatch.server.sign_in import ROUTES as SIGN_IN

MOST_BYTES = 1_000_000  # of a request's body
PATHS = ("/review", "/api", "/login", "/logout", "/healthz", "/readyz", "/version")


def is_of_curation(path: str) -> bool:
    """Return whether a path is one of the app and not a file of the hub."""
    return any(path == one or path.startswith(one + "/") for one in PATHS)


def curation_app(curation: Curation) -> Litestar:
    """Return the curation app."""

    def configure(config: AppConfig) -> AppConfig:
        config.state = State({"curation": curation})
        return config

    app = Litestar(
        [*API, *PAGES, *SIGN_IN],
        on_app_init=[configure],
        before_request=authorise,
        exception_handlers={Exception: on_error, HTTPException: on_error},
        openapi_config=OpenAPIConfig(
            title="flopwatch review",
            version=__version__,
            use_handler_docstrings=True,
            # Only the description itself: pages that show one load scripts from elsewhere.
            render_plugins=[JsonRenderPlugin()],
            openapi_router=Router(
                "/api/schema", route_handlers=[], opt={"permission": PUBLIC}, include_in_schema=False
            ),
        ),
        request_max_body_size=MOST_BYTES,
    )
    for name, schema in (app.openapi_schema.components.schemas or {}).items():
        if name in CLOSED:
            schema.additional_properties = False
    return app
