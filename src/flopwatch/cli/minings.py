"""The command that reads facts out of many documents: mine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import DataOption, JsonOption, data_folder
from flopwatch.cli.printing import say, show_json
from flopwatch.domain import counted


@app.command()
def mine(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Web archives (.warc, .warc.gz), .parquet, .jsonl, .html, .txt, .md, or folders of them."),
    ],
    out: Annotated[Path, typer.Option(help="Folder of the output; what it has already is not read again.")],
    workers: Annotated[int, typer.Option(min=0, help="Processes on this machine; 0: this one alone.")] = 0,
    cluster: Annotated[str, typer.Option(help="Address of a Dask scheduler: tcp://host:8786.")] = "",
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Read the facts that many documents state about models into Parquet, restartable, on one machine or a cluster.

    Example: flopwatch mine crawl/ --out mined --workers 4
    """
    done = api.mine(
        paths,
        out,
        data_folder(data),
        workers=workers,
        cluster=cluster,
        progress=lambda one: say(
            f"{Path(one.files[0]).name}: {counted(one.documents, 'document')}, {counted(one.facts, 'fact')}"
        ),
    )
    for reason, count in done.held.items():
        say(f"not read: {count} × {reason}")
    if as_json:
        show_json(done)
        return
    say(
        f"{counted(done.documents, 'document')}, {counted(done.facts, 'fact')} in {done.with_facts} of them, "
        f"{counted(done.candidates, 'candidate')}, {done.groups} when copies count once; "
        f"{counted(done.slips, 'figure')} a power of ten apart between languages (slips.parquet); "
        f"{done.done_before} of {counted(done.shards, 'shard')} done before"
    )
    typer.echo(done.out)
