"""A census as bytes, to keep between processes: pickled, and read back without any code that the bytes could name.

A pickle can call whatever it names. Here it may name only dates and the classes of rooms that compute and reach nothing
outside; see docs/decisions/0020.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from flopwatch.census import Census

_PROTOCOL = 5
# The rooms whose classes hold data and reach nothing outside.
_ROOMS = frozenset(
    "analysis audit catalogue census classification cost domain estimation imputation records statistics "
    "undisclosed".split()
)
_OTHERS = frozenset({("datetime", "date"), ("msgspec._utils", "rebuild")})  # `rebuild` calls the class it is given


def encode_census(census: Census) -> bytes:
    """Return the census as bytes."""
    return pickle.dumps(census, _PROTOCOL)


def decode_census(kept: bytes) -> Census | None:
    """Return the census of such bytes.

    Returns:
        None if they are damaged, of another version, or name anything but data.
    """
    try:
        found = _DataOnly(io.BytesIO(kept)).load()
    except Exception:  # noqa: BLE001 - damaged bytes can raise anything; the census is then taken anew
        return None
    return found if isinstance(found, Census) else None


class _DataOnly(pickle.Unpickler):
    """Unpickler that finds classes of data only."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        package, _, place = module.partition(".")
        if package == "flopwatch" and place.split(".")[0] in _ROOMS and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module[:80]}.{name[:80]} is not a class of data")
