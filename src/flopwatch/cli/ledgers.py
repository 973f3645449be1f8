"""Commands of the ledger: export, import, copy, backup, restore, verify, retract, revert."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flopwatch.cli.apps import ledger_app
from flopwatch.cli.options import DEFAULT_LEDGER, LedgerOption
from flopwatch.cli.printing import say, tell
from flopwatch.domain import counted

_DigestOption = Annotated[
    str,
    typer.Option("--expect-digest", help="Refuse unless this is the digest of the events.", metavar="SHA256"),
]
_ReasonOption = Annotated[str, typer.Option(help="Why; kept permanently.")]
_ByOption = Annotated[str, typer.Option(help="Name of the person who takes it back.")]


@ledger_app.command(name="export")
def ledger_export(
    out: Annotated[Path, typer.Argument(help="Text file to write.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Write the ledger as sorted JSON Lines, with a manifest of count and digest in the same folder.

    Example: flopwatch ledger export ledger.jsonl
    """
    from flopwatch import ledger

    written = ledger.export_text(store, out)
    say(f"{counted(written, 'event')} written to {out}; {out.name}.manifest.json holds their count and digest.")


@ledger_app.command(name="import")
def ledger_import(
    path: Annotated[Path, typer.Argument(help="Text file to read.")],
    store: LedgerOption = DEFAULT_LEDGER,
    expect_digest: _DigestOption = "",
) -> None:
    """Add the events of a text to the ledger: set union, nothing is lost.

    Example: flopwatch ledger import ledger.jsonl
    """
    from flopwatch import ledger

    added = ledger.import_text(store, path, expect_digest=expect_digest)
    say(f"{counted(added.new, 'event')} added, {added.known} were known.")


@ledger_app.command(name="copy")
def ledger_copy(
    target: Annotated[str, typer.Argument(help="Ledger to copy into: a file, sqlite:PATH or postgresql://…")],
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Copy every event into another ledger.

    Example: flopwatch ledger copy backup.sqlite
    """
    from flopwatch import ledger

    added = ledger.copy_ledger(store, target)
    say(f"{counted(added.new, 'event')} copied, {added.known} were known.")


@ledger_app.command(name="backup")
def ledger_backup(
    out: Annotated[str, typer.Argument(help="File to write; a ledger itself.")], store: LedgerOption = DEFAULT_LEDGER
) -> None:
    """Verify the ledger and write all of it into one file.

    Example: flopwatch ledger backup 2026-11-30.sqlite
    """
    from flopwatch import ledger

    made = ledger.backup(store, out)
    say(f"{counted(made.events, 'event')} written to {out}, digest {made.digest}.")


@ledger_app.command(name="restore")
def ledger_restore(
    source: Annotated[str, typer.Argument(help="Backup to restore.")],
    store: LedgerOption = DEFAULT_LEDGER,
    expect_digest: _DigestOption = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a damaged file; it is kept as NAME.damaged-N.")
    ] = False,
) -> None:
    """Restore what the ledger lacks from a backup.

    Example: flopwatch ledger restore 2026-11-30.sqlite
    """
    from flopwatch import ledger

    done = ledger.restore(store, source, expect_digest=expect_digest, replace=replace)
    say(f"{counted(done.events, 'event')} in the ledger, {done.new} of them restored.")
    if done.set_aside:
        say(f"The damaged file is kept as {done.set_aside}.")


@ledger_app.command(name="verify")
def ledger_verify(store: LedgerOption = DEFAULT_LEDGER, expect_digest: _DigestOption = "") -> None:
    """Check every event against its hash, and the store against its promises.

    Example: flopwatch ledger verify
    """
    from flopwatch import ledger

    problems = ledger.verify(store, expect_digest=expect_digest)
    for problem in problems:
        tell(problem)
    place = ledger.shown_address(store)
    say("The ledger is sound." if not problems else f"{place}: {counted(len(problems), 'problem')}.")
    if problems:
        raise typer.Exit(1)


@ledger_app.command(name="retract")
def ledger_retract(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Id of the event, or at least 8 of its first digits.")],
    reason: _ReasonOption = "",
    by: _ByOption = "",
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Take one event back, with a reason; nothing is deleted.

    Example: flopwatch ledger retract 5f2b8c01 --reason "imported by mistake"
    """
    from flopwatch import ledger

    taken = ledger.retract(store, event, reason=reason, by=by, on=_today())
    say(f"Event {taken} is taken back.")


@ledger_app.command(name="revert")
def ledger_revert(
    actor: Annotated[str, typer.Option(help="Whose events, exactly as the ledger names the person.")] = "",
    since: Annotated[str, typer.Option(help="Only events of this day and later.", metavar="DATE")] = "",
    reason: _ReasonOption = "",
    by: _ByOption = "",
    store: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Take back everything that one person did; nothing is deleted.

    Example: flopwatch ledger revert --actor mallory --since 2026-11-01 --reason "stolen account"
    """
    from flopwatch import ledger

    done = ledger.revert(store, actor=actor, since=since, reason=reason, by=by, on=_today())
    say(f"Taken back: {counted(done.events, 'event')} by {actor}.")
    if done.undated:
        undated = counted(done.undated, "undated event")
        say(f"Left: {undated} by {actor}. Leave --since out to take them back too.")


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
