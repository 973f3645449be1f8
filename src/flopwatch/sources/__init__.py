"""One reader per outside format, and the clients that fetch. The only room that knows a network or a foreign format."""

from flopwatch.sources.reader import Reader

READERS: tuple[Reader, ...] = ()

__all__ = ["READERS", "Reader"]
