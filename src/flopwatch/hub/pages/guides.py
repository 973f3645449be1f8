"""Guides: one short page for each kind of user, with the question, three steps, and the answer they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flopwatch.hub.navigation import DOORS
from flopwatch.wording import N_, gettext

if TYPE_CHECKING:
    from flopwatch.hub.site import Site


@dataclass(frozen=True)
class Step:
    """One step: what to do, and the page of the menu or the command to do it with."""

    words: str
    page: str = ""
    command: str = ""


@dataclass(frozen=True)
class Guide:
    """A guide for one kind of user; all words are English messages."""

    id: str
    user: str
    question: str
    steps: tuple[Step, Step, Step]
    answer: str


GUIDES = (
    Guide(
        "governance-analyst",
        N_("Governance analyst"),
        N_("Which models exceed 1e25 FLOP, and how sure are we?"),
        (
            Step(N_("Open the threshold. Each model has a class and a probability."), "thresholds.html"),
            Step(N_("Look at the models whose compute is unknown and that nothing rules out."), "unconfirmed.html"),
            Step(N_("Open a model and print its page: a dossier of at most two sheets."), "index.html"),
        ),
        N_("A list with a probability for each model, the rule that applies to it, and a dossier for each model."),
    ),
    Guide(
        "forecaster",
        N_("Forecaster"),
        N_("How fast does the training compute of the frontier grow?"),
        (
            Step(N_("Read the growth with its 90% interval, and the fit behind it."), "findings.html"),
            Step(N_("Choose models, years and breaks yourself; the fit follows."), "explore.html"),
            Step(N_("Print the fit of the same data in a terminal."), command="flopwatch trends growth --json"),
        ),
        N_("A growth factor per year with its interval, the data at a named version, and the fit to repeat it with."),
    ),
    Guide(
        "researcher",
        N_("Researcher"),
        N_("How much compute did this training run use?"),
        (
            Step(N_("Enter parameters and tokens, or chips and days, or a configuration file."), "calculator.html"),
            Step(N_("Read which input widens the interval most, and what each formula assumes."), "methods.html"),
            Step(
                N_("Repeat it in a terminal or a notebook."),
                command="flopwatch estimate --parameters 405e9 --tokens 15.6e12",
            ),
        ),
        N_("Compute with a 90% interval, the working shown, and a citation."),
    ),
    Guide(
        "journalist",
        N_("Journalist"),
        N_("Which chart can I embed, and what is behind it?"),
        (
            Step(N_("Choose a chart. It can be embedded, and saved as PNG, SVG and CSV."), "findings.html"),
            Step(N_("Read how a number, its interval and its class are meant before quoting it."), "method.html"),
            Step(N_("Cite a value at a numbered release: that page stays as it is."), "releases.html"),
        ),
        N_("A chart to embed, a permanent link for each number, and the data with their sources and licence."),
    ),
    Guide(
        "curator",
        N_("Curator"),
        N_("What was found since yesterday, and what is worth deciding first?"),
        (
            Step(N_("Pull all sources that are due, once."), command="flopwatch update"),
            Step(
                N_("Decide in the review: the queue is ranked by what a decision changes."), command="flopwatch review"
            ),
            Step(N_("See which facts are missing, and which sources disagree."), "coverage.html"),
        ),
        N_("Decisions with a reason, each an event that can be reverted."),
    ),
    Guide(
        "contributor",
        N_("Contributor"),
        N_("This number is wrong. How do I correct it?"),
        (
            Step(N_("Open the model: each value names its source and the words it rests on."), "index.html"),
            Step(
                N_("Fill in the form. It gives a small text file with your value, its source and your reason."),
                "submit.html",
            ),
            Step(N_("Check the file before you send it."), command="flopwatch data check"),
        ),
        N_("A correction that keeps its author, reason and date, next to the value that it replaces."),
    ),
    Guide(
        "list-maintainer",
        N_("Maintainer of a list"),
        N_("Is my list of models right, and can it be kept up to date from data?"),
        (
            Step(N_("Compare the list with the census; nothing is imported."), command="flopwatch audit README.md"),
            Step(
                N_("Write a copy in which only certain slips are replaced."),
                command="flopwatch audit README.md --fix README.fixed.md",
            ),
            Step(N_("Write a list from the census in one of the usual styles."), "data.html"),
        ),
        N_("The doubtful lines with their arithmetic, a corrected copy, and lists generated from data."),
    ),
)


def write_guides(site: Site) -> None:
    """Write `guides.html`, and a page for each guide."""
    names = {page.path: page.words for door in DOORS for page in door.pages}
    guides = [
        {
            "id": one.id,
            "user": gettext(one.user),
            "question": gettext(one.question),
            "steps": [(gettext(step.words), step.page, names.get(step.page, ""), step.command) for step in one.steps],
            "answer": gettext(one.answer),
        }
        for one in GUIDES
    ]
    site.page("guides.html", "guides.html", guides=guides)
    for guide in guides:
        site.page(f"guides/{guide['id']}.html", "guide.html", guide=guide)
