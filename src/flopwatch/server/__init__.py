"""HTTP server of the static hub on this machine; read-only."""

from flopwatch.server.static import serve_folder, served

__all__ = ["serve_folder", "served"]
