"""Commands for other programs: mcp, sparql."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_OUT,
    DataOption,
    Format,
    FormatOption,
    JsonOption,
    LedgerOption,
    data_folder,
)
from flopwatch.cli.printing import show_rows


@app.command()
def mcp(
    data: DataOption = None,
    store: LedgerOption = DEFAULT_LEDGER,
    site: Annotated[str, typer.Option(help="Address of the published site, for permalinks.")] = "",
    http: Annotated[
        bool, typer.Option("--http", help="Serve HTTP at /mcp instead of standard input and output.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address of this machine to listen on, with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port, with --http.", min=0, max=65535)] = 8766,
) -> None:
    """Answer agents by the Model Context Protocol: six read-only tools over the census; needs the extra `mcp`.

    Example: flopwatch mcp --site https://example.org/models
    """
    from flopwatch.api.agent_answers import AgentAnswers
    from flopwatch.mcp import serve_agents

    serve_agents(AgentAnswers(data_folder(data), store, site), http=http, host=host, port=port)


@app.command()
def sparql(
    query: Annotated[str, typer.Argument(help="A SELECT query; the prefixes fw, prov, rdf, rdfs, dct, xsd are known.")],
    out: Annotated[Path, typer.Option(help="Folder of the release.")] = DEFAULT_OUT,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
) -> None:
    """Query the graph of a release in SPARQL; needs the extra `graph`.

    Example: flopwatch sparql "SELECT ?name ?p50 { ?m rdfs:label ?name ; fw:estimate/fw:p50 ?p50 FILTER (?p50 > 1e25) }"
    """
    rows = api.query_graph(out, query)
    show_rows(rows, Format.json if as_json else form, tuple(rows[0]) if rows else ())
