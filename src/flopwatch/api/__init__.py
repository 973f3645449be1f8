"""The Python interface of every front end: one function per question, for command line, package, notebooks, server.

A function is loaded when first used, so that one command does not wait for what another needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flopwatch.api.architecture_and_validation import (
        architecture,
        architecture_lines,
        filled_by_config,
        validate_estimates,
        validation_lines,
    )
    from flopwatch.api.audits import Mend, MendedList, audit, mend_list
    from flopwatch.api.builds import build, build_if_needed, check_data, export_claims_toml, is_fact, write_dossier
    from flopwatch.api.cached_rows import (
        CapacityRow,
        ClusterRow,
        CrossingRow,
        EvidenceRow,
        FoundItem,
        LeftOut,
        MissingRow,
        PrintedField,
        PrintedModel,
        UndisclosedRow,
    )
    from flopwatch.api.census_cache import answer, inputs_digest, listed, shown, take_census
    from flopwatch.api.changes import Diff, diff
    from flopwatch.api.circumstances import undisclosed, validate_undisclosed
    from flopwatch.api.crossing import counting_rule, coverage, left_out, missing_models, rules, thresholds
    from flopwatch.api.data_reviews import review_comment, review_data
    from flopwatch.api.decisions import accept_candidates, reject_candidates
    from flopwatch.api.defects import report_defect
    from flopwatch.api.discoveries import candidates, discover, unseen
    from flopwatch.api.dropped_files import FilePreview, Handed, preview_file, submit_file
    from flopwatch.api.evidence_archive import archived, cited_words, look_at_pages, rot_rates
    from flopwatch.api.extracts import extract
    from flopwatch.api.graph_queries import query_graph
    from flopwatch.api.identities import match, merge, same, same_known, split
    from flopwatch.api.imported_rows import Explained, explain_imports
    from flopwatch.api.imports import import_file, reproduce
    from flopwatch.api.list_exports import WrittenList, export_awesome, export_orkg, export_own_style
    from flopwatch.api.listing import listing_of, model_table, models
    from flopwatch.api.lookups import find, search
    from flopwatch.api.minings import mine
    from flopwatch.api.model import show
    from flopwatch.api.owned_compute import capacities, clusters
    from flopwatch.api.review_desk import Desk, Policy
    from flopwatch.api.review_items import review_item, review_queue
    from flopwatch.api.reviews import bounty, decide, feed, pay, revert, undo, waiting
    from flopwatch.api.rivals import conflicts, withdrawals
    from flopwatch.api.row_choice import choose_flat, choose_models
    from flopwatch.api.rows import interval, number, read_flop, to_plain
    from flopwatch.api.saved_queries import read_queries
    from flopwatch.api.submissions import Submission, form_fields, propose_identity, submit
    from flopwatch.api.updates import update

_HOMES = {
    "architecture": "architecture_and_validation",
    "architecture_lines": "architecture_and_validation",
    "filled_by_config": "architecture_and_validation",
    "validate_estimates": "architecture_and_validation",
    "validation_lines": "architecture_and_validation",
    "build": "builds",
    "build_if_needed": "builds",
    "check_data": "builds",
    "export_claims_toml": "builds",
    "is_fact": "builds",
    "write_dossier": "builds",
    "CapacityRow": "cached_rows",
    "EvidenceRow": "cached_rows",
    "UndisclosedRow": "cached_rows",
    "undisclosed": "circumstances",
    "validate_undisclosed": "circumstances",
    "ClusterRow": "cached_rows",
    "CrossingRow": "cached_rows",
    "FoundItem": "cached_rows",
    "LeftOut": "cached_rows",
    "MissingRow": "cached_rows",
    "PrintedField": "cached_rows",
    "PrintedModel": "cached_rows",
    "answer": "census_cache",
    "inputs_digest": "census_cache",
    "listed": "census_cache",
    "shown": "census_cache",
    "take_census": "census_cache",
    "capacities": "owned_compute",
    "clusters": "owned_compute",
    "conflicts": "rivals",
    "withdrawals": "rivals",
    "Diff": "changes",
    "diff": "changes",
    "accept_candidates": "decisions",
    "reject_candidates": "decisions",
    "report_defect": "defects",
    "candidates": "discoveries",
    "discover": "discoveries",
    "unseen": "discoveries",
    "extract": "extracts",
    "mine": "minings",
    "query_graph": "graph_queries",
    "match": "identities",
    "merge": "identities",
    "same": "identities",
    "same_known": "identities",
    "split": "identities",
    "WrittenList": "list_exports",
    "export_awesome": "list_exports",
    "export_orkg": "list_exports",
    "export_own_style": "list_exports",
    "Mend": "audits",
    "MendedList": "audits",
    "audit": "audits",
    "mend_list": "audits",
    "Explained": "imported_rows",
    "explain_imports": "imported_rows",
    "import_file": "imports",
    "reproduce": "imports",
    "show": "model",
    "Desk": "review_desk",
    "review_comment": "data_reviews",
    "review_data": "data_reviews",
    "Policy": "review_desk",
    "FilePreview": "dropped_files",
    "Handed": "dropped_files",
    "preview_file": "dropped_files",
    "submit_file": "dropped_files",
    "archived": "evidence_archive",
    "cited_words": "evidence_archive",
    "look_at_pages": "evidence_archive",
    "rot_rates": "evidence_archive",
    "Submission": "submissions",
    "form_fields": "submissions",
    "propose_identity": "submissions",
    "submit": "submissions",
    "review_item": "review_items",
    "review_queue": "review_items",
    "bounty": "reviews",
    "decide": "reviews",
    "feed": "reviews",
    "pay": "reviews",
    "revert": "reviews",
    "undo": "reviews",
    "waiting": "reviews",
    "find": "lookups",
    "search": "lookups",
    "update": "updates",
    "listing_of": "listing",
    "model_table": "listing",
    "models": "listing",
    "choose_flat": "row_choice",
    "choose_models": "row_choice",
    "interval": "rows",
    "number": "rows",
    "read_flop": "rows",
    "to_plain": "rows",
    "read_queries": "saved_queries",
    "counting_rule": "crossing",
    "coverage": "crossing",
    "rules": "crossing",
    "left_out": "crossing",
    "missing_models": "crossing",
    "thresholds": "crossing",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "WrittenList",
    "EvidenceRow",
    "UndisclosedRow",
    "undisclosed",
    "validate_undisclosed",
    "CapacityRow",
    "ClusterRow",
    "CrossingRow",
    "LeftOut",
    "MissingRow",
    "PrintedField",
    "PrintedModel",
    "Diff",
    "Explained",
    "FoundItem",
    "accept_candidates",
    "answer",
    "architecture",
    "architecture_lines",
    "Mend",
    "MendedList",
    "audit",
    "mend_list",
    "build",
    "build_if_needed",
    "candidates",
    "capacities",
    "check_data",
    "choose_flat",
    "choose_models",
    "clusters",
    "conflicts",
    "counting_rule",
    "coverage",
    "diff",
    "discover",
    "explain_imports",
    "export_awesome",
    "export_claims_toml",
    "export_orkg",
    "export_own_style",
    "extract",
    "filled_by_config",
    "find",
    "import_file",
    "inputs_digest",
    "interval",
    "is_fact",
    "listed",
    "listing_of",
    "match",
    "merge",
    "mine",
    "missing_models",
    "model_table",
    "models",
    "number",
    "query_graph",
    "read_flop",
    "read_queries",
    "reject_candidates",
    "report_defect",
    "reproduce",
    "rules",
    "same",
    "same_known",
    "search",
    "show",
    "shown",
    "split",
    "take_census",
    "left_out",
    "thresholds",
    "to_plain",
    "unseen",
    "update",
    "Desk",
    "review_comment",
    "review_data",
    "Policy",
    "FilePreview",
    "Handed",
    "archived",
    "cited_words",
    "look_at_pages",
    "rot_rates",
    "Submission",
    "preview_file",
    "submit_file",
    "form_fields",
    "propose_identity",
    "submit",
    "review_item",
    "review_queue",
    "bounty",
    "decide",
    "feed",
    "pay",
    "revert",
    "undo",
    "waiting",
    "validate_estimates",
    "validation_lines",
    "withdrawals",
    "write_dossier",
]
