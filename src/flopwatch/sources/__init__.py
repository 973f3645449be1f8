"""One reader per outside format, and the clients that fetch. The only room that knows a network or a foreign format."""

from flopwatch.domain import NotFound
from flopwatch.sources.awesome_list import AWESOME_LIST
from flopwatch.sources.claims_toml import CLAIMS_TOML
from flopwatch.sources.curated import Curated, curated_folder, load_curated
from flopwatch.sources.document import DOCUMENT
from flopwatch.sources.epoch_csv import EPOCH_CSV
from flopwatch.sources.fetch import fetch
from flopwatch.sources.one_e25_table import ONE_E25_TABLE
from flopwatch.sources.orkg import ORKG
from flopwatch.sources.problems import read_rows, what_the_loader_says
from flopwatch.sources.reader import Reader

READERS: tuple[Reader, ...] = (AWESOME_LIST, CLAIMS_TOML, DOCUMENT, EPOCH_CSV, ONE_E25_TABLE, ORKG)


def reader(name: str) -> Reader:
    """The reader of that name.

    Raises:
        NotFound: Listing the readers there are.
    """
    for one in READERS:
        if one.name == name:
            return one
    raise NotFound(f"reader {name!r} is not known. Readers: {', '.join(one.name for one in READERS)}.")


__all__ = [
    "READERS",
    "Curated",
    "Reader",
    "curated_folder",
    "fetch",
    "load_curated",
    "read_rows",
    "reader",
    "what_the_loader_says",
]
