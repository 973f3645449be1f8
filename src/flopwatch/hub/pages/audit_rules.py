"""The page of the audit: every finding, with what each rule compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwatch.census import Census
from flopwatch.wording import N_

if TYPE_CHECKING:
    from flopwatch.hub.site import Site

RULES = {
    "access-against-link": N_("The stated access against the place that the link to the weights leads to."),
    "active-for-all": N_("Compute that fits all parameters where only the active ones work on a token."),
    "base-circle": N_("Base models that lead back to the model itself."),
    "base-model": N_("A base model published after its offspring, or of another kind of data."),
    "batch-against-data": N_("A batch as large as the whole dataset, or steps × batch against the data."),
    "beyond-frontier": N_("A stated number against three times the largest known by then of any other model."),
    "bytes-per-token": N_("Bytes and tokens of one corpus: a token of text is 1 to 12 bytes."),
    "compared-in-a-circle": N_("Comparisons of compute that state each other, so that none gives a number."),
    "comparison-unreadable": N_("A comparison of compute that cannot be read, or names no model of the census."),
    "compute-against-6nd": N_(
        "Stated compute against 6 × parameters × tokens: the passes over the data that it implies."
    ),
    "beyond-domain": N_("A dataset or a parameter count against the second largest of earlier entries in its domain."),
    "compute-against-chips": N_("Stated compute against chips × time × peak: the utilisation that it implies."),
    "compute-against-data": N_("Stated compute against 6 × parameters × data, as words, tokens or all parameters."),
    "compute-of-nothing": N_("Stated compute that is less than one pass of a large model over a million tokens."),
    "country-of-developer": N_("The stated country against that of the developer in other entries."),
    "data-against-peers": N_("A dataset against other entries of the table on the same benchmark."),
    "data-as-words": N_("Data of text that are 4/3 of a round number although no note counts words."),
    "data-beyond-frontier": N_("A dataset against the largest known by then."),
    "date-against-chip": N_("The stated date against the release of the chip that trained the model."),
    "date-against-paper": N_("The stated date against the month in the paper\u2019s arXiv number or address."),
    "date-conflict": N_("Dates of publication of which neither is a more precise form of the other."),
    "far-apart": N_("Values of one field that differ by more than a factor of 3, from any sources."),
    "heading": N_("The heading of a list that an entry is under against the entry\u2019s own domain or organisation."),
    "hours-against-chips": N_("Chips × time against the chip-hours that the same source states."),
    "implied-data": N_("The tokens that compute and parameters imply against the largest training set of the time."),
    "lost-superscript": N_("A power of ten printed without its superscript: 1023 for 10^23."),
    "note-disagrees": N_("A cell against the number in its own note."),
    "owner-not-developer": N_("The owner of a model\u2019s address against its developers."),
    "shared-paper": N_("One paper given for models of different developers."),
    "size-in-name": N_("Stated parameters against the size in the model\u2019s name."),
    "small-amount": N_("Parameters, tokens or compute so few that a unit or an exponent may be missing."),
    "sources-differ": N_("Values of one field from independent sources that differ by more than rounding (5%%)."),
    "tokens-per-parameter": N_("Tokens for each parameter against the range that is known."),
    "two-models": N_("One record with statements that only two models could meet."),
    "unit-missing": N_("A number without a unit; the unit was inferred from the context."),
}


def write_audit(site: Site, census: Census) -> None:
    """Write `audit.html`: the findings, the rules that made them, and the conflicts between sources."""
    made = {finding.rule for finding in census.findings}
    site.page(
        "audit.html",
        "audit.html",
        findings=census.findings,
        conflicts=census.conflicts,
        rules={name: meaning for name, meaning in RULES.items() if name in made},
    )
