"""Kinds of irregular files: reading one could block, and replacing one would destroy it."""

from __future__ import annotations

import stat

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO (named pipe)"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISLNK, "a symbolic link"),
)


def irregular_kind(mode: int) -> str:
    """Return what a file of this mode (`st_mode`) is, or "" where it is a regular file.

    Example:
        >>> irregular_kind(stat.S_IFIFO | 0o600), irregular_kind(stat.S_IFREG | 0o600)
        ('a FIFO (named pipe)', '')
    """
    if stat.S_ISREG(mode):
        return ""
    return next((name for is_one, name in _KINDS if is_one(mode)), "no regular file")
