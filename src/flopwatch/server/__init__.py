"""HTTP server of the static hub, and of the curation app on it."""

from flopwatch.server.accounts import Accounts
from flopwatch.server.health import check_accounts
from flopwatch.server.oidc import read_oidc
from flopwatch.server.settings import ReviewSettings
from flopwatch.server.static import serve_folder, served

__all__ = ["Accounts", "ReviewSettings", "check_accounts", "read_oidc", "serve_folder", "served"]
