"""Serving over HTTP: the static hub on this machine. Nothing here writes."""

from flopwatch.server.static import serve_folder, served

__all__ = ["serve_folder", "served"]
