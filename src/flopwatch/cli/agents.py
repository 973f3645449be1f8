"""Commands for other programs: mcp."""

from __future__ import annotations

from typing import Annotated

import typer

from flopwatch.cli.apps import app
from flopwatch.cli.options import DEFAULT_LEDGER, DataOption, LedgerOption, data_folder


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
