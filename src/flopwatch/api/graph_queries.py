"""Queries in SPARQL over the graph of a release, read-only and without the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flopwatch.domain import BadInput, NotFound, WrongUsage

GRAPH = "graph/census.ttl"
MOST_ROWS = 10_000
LONGEST_QUERY = 10_000  # characters
_ELSEWHERE = re.compile(r"\bservice\b", re.IGNORECASE)  # a federated query would leave the machine
_PREFIXES = {
    "fw": "urn:flopwatch:term:",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def query_graph(out: Path, query: str) -> list[dict[str, Any]]:
    """Return the rows of a SELECT query over the graph of a release folder, one dictionary each.

    Args:
        out: The release folder.
        query: SPARQL 1.1; the prefixes `fw prov rdf rdfs dct xsd` are known.

    Raises:
        WrongUsage: If the query is not a SELECT, cannot be parsed, or would ask another server; or if the extra `graph`
            is not installed.
        NotFound: If the folder has no graph.
        BadInput: If the graph cannot be read.
    """
    try:
        import pyoxigraph
    except ImportError as error:
        raise WrongUsage("`flopwatch sparql` needs the extra `graph`: pip install 'flopwatch[graph]'.") from error
    if len(query) > LONGEST_QUERY or _ELSEWHERE.search(query):
        raise WrongUsage(
            f"the query has more than {LONGEST_QUERY} characters or the word SERVICE; only the release is asked."
        )
    place = out / GRAPH
    if not place.is_file():
        raise NotFound(f"{place} does not exist. Build it with: flopwatch build --out {out}")
    store = pyoxigraph.Store()
    try:
        store.bulk_load(path=str(place), format=pyoxigraph.RdfFormat.TURTLE)
    except (OSError, SyntaxError, ValueError) as error:
        raise BadInput(f"{place} cannot be read: {error}. Build the release again.") from error
    try:
        found = store.query(query, prefixes=_PREFIXES)
    except SyntaxError as error:
        raise WrongUsage(f"the query cannot be parsed: {error}.") from error
    if not isinstance(found, pyoxigraph.QuerySolutions):
        raise WrongUsage("the query is not a SELECT. Begin it with SELECT.")
    names = [one.value for one in found.variables]
    rows: list[dict[str, Any]] = []
    for row in found:
        rows.append({name: getattr(row[name], "value", None) for name in names})
        if len(rows) == MOST_ROWS:
            break
    return rows
