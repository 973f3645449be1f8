"""HTTP server of the static hub, and of the curation app on it."""

from flopwatch.server.accounts import Accounts
from flopwatch.server.settings import ReviewSettings
from flopwatch.server.static import serve_folder, served

__all__ = ["Accounts", "ReviewSettings", "serve_folder", "served"]
