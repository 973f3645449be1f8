"""Whether two names denote one model; the only name folding."""

from flopwatch.identity.names import fold_name, same, signature, slug

__all__ = [
    "fold_name",
    "same",
    "signature",
    "slug",
]
