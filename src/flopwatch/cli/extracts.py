"""The command that reads facts out of text: extract."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from flopwatch import api
from flopwatch.cli.apps import app
from flopwatch.cli.options import DataOption, Format, FormatOption, JsonOption, data_folder
from flopwatch.cli.printing import say, show_json, show_rows
from flopwatch.domain import NotFound, counted

_COLUMNS = ("kind", "value", "unit", "relation", "as_written", "model", "start", "end", "flags", "extractor")


@app.command()
def extract(
    file: Annotated[str, typer.Argument(help="A text in UTF-8; standard input by default.", metavar="[FILE]")] = "-",
    lang: Annotated[str, typer.Option(help="Language of the text: en, zh, hi, es, …; found by default.")] = "",
    model_endpoint: Annotated[
        str, typer.Option(help="Address of a language model's OpenAI-compatible interface: https://host/v1.")
    ] = "",
    model: Annotated[str, typer.Option(help="Name of the language model there.")] = "",
    allow_loopback: Annotated[bool, typer.Option(help="The endpoint may be on this machine.")] = False,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Read the facts that a text states about models: parameters, tokens, chips, time, compute, cost, dates.

    A language model's facts are proposals: checked against the text, listed last, never taken without a person. Its
    key is read from FLOPWATCH_MODEL_KEY.

    Example: flopwatch extract article.txt --lang ru
    """
    from flopwatch.api import extracts

    place = "standard input" if file == "-" else file
    with _opened(file) as source:
        raw = source.read(extracts.MAX_BYTES + 1)
    text = extracts.decoded_text(raw, place)
    endpoint = extracts.endpoint_of(model_endpoint, model, allow_loopback=allow_loopback)
    found = api.extract(text, data_folder(data), language=lang, endpoint=endpoint)
    for one in found.refused:
        say(f"language model, not kept: {one.item}: {one.reason}")
    if as_json or form is Format.json:
        show_json(found)
        return
    show_rows((*found.facts, *found.proposed), form, _COLUMNS)
    say(f"{place}: language {found.language}, {counted(len(found.facts), 'fact')}, {counted(len(found.names), 'name')}")


def _opened(file: str) -> contextlib.AbstractContextManager[BinaryIO]:
    if file == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    if not Path(file).is_file():
        raise NotFound(f"{file} is not a file. Give the path of a text, or pipe the text in.")
    return Path(file).open("rb")
