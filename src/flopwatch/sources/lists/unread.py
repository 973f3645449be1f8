"""Count the unread content of a list: tables in Markdown and in HTML."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}\|?[ ]{0,9}:?-{1,99}:?[ ]{0,9}(?:\|[ ]{0,9}:?-{1,99}:?[ ]{0,9}){1,99}\|?[ ]{0,9}")
_HTML_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_HTML_ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
_LONGEST = 10_000  # characters of a line that are looked at


def count_unread(text: str) -> dict[str, int]:
    """Count the rows of Markdown tables, and HTML tables with their rows, outside code blocks.

    Returns:
        Counts by `table_rows_unread`, `html_tables_unread`, `html_table_rows_unread`; only those above 0.

    Example:
        >>> count_unread("| Model | Size |\\n|---|---|\\n| GPT-3 | 175B |\\n\\n<table><tr><td>x</td></tr></table>")
        {'table_rows_unread': 1, 'html_tables_unread': 1, 'html_table_rows_unread': 1}
    """
    counts = {"table_rows_unread": 0, "html_tables_unread": 0, "html_table_rows_unread": 0}
    fence, in_table, before = "", False, ""
    for full in text.splitlines():
        line = full[:_LONGEST]
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or mark:
            in_table, before = False, ""
            continue
        if in_table and "|" in line:
            counts["table_rows_unread"] += 1
        else:
            in_table = "|" in before and _RULE.fullmatch(line) is not None
        before = line
        counts["html_tables_unread"] += len(_HTML_TABLE.findall(line))
        counts["html_table_rows_unread"] += len(_HTML_ROW.findall(line))
    return {key: count for key, count in counts.items() if count}


def notes_on_unread(counts: dict[str, int]) -> list[str]:
    """Say in words what was counted; [] where nothing was left unread."""
    notes = []
    if rows := counts.get("table_rows_unread", 0):
        notes.append(f"{rows} rows of Markdown tables were not read, as no header of models is above them")
    if tables := counts.get("html_tables_unread", 0):
        rows = counts.get("html_table_rows_unread", 0)
        notes.append(f"{tables} HTML tables with {rows} rows were not read; only items and blocks are")
    return notes
