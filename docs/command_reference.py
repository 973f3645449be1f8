"""The reference of all commands, from the program's own help: docs/commands.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup

from flopwatch.cli.apps import app

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Written by `docs/generate.py` from the help of the program (`flopwatch COMMAND --help`).
"""


def page() -> str:
    """Return the page: each command with its purpose, its example and a table of its arguments and options."""
    import flopwatch.cli  # noqa: F401 - its modules add their commands to the app

    root = typer.main.get_command(app)
    return HEAD + "".join(_commands(root, "flopwatch"))


def _commands(command: object, name: str) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for word, one in sorted(command.commands.items()):
            if not one.hidden:
                yield from _commands(one, f"{name} {word}")
    elif isinstance(command, TyperCommand):
        yield f"\n## {name}\n\n{_text(command.help)}\n"
        rows = [_row(one) for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]
        if rows:
            yield "\n| argument or option | meaning | if absent |\n|---|---|---|\n" + "".join(rows)


def _text(help_text: str | None) -> str:
    """Return a command's help with its example as code."""
    words, _, example = " ".join((help_text or "").split()).partition(" Example: ")
    return words + (f"\n\n    {example}" if example else "")


def _row(one: object) -> str:
    required, default, names = getattr(one, "required"), getattr(one, "default"), getattr(one, "opts")  # noqa: B009
    if isinstance(one, TyperArgument):
        names = [one.metavar or (one.name or "").upper()]
    plain = isinstance(default, (str, int, float, Path)) and not isinstance(default, bool)
    absent = "required" if required else (f"`{default}`" if plain and str(default) else "")
    cells = (", ".join(f"`{name}`" for name in names), getattr(one, "help") or "", absent)  # noqa: B009
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n"
