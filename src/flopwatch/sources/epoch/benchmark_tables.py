"""The kinds of tables of benchmark scores: the headers each is known by, and what its columns hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScoreTable:
    """One kind of table: its id, the harness of its scores, the headers it is known by, and the columns besides the
    scores.
    """

    id: str
    harness: str
    needs: tuple[str, ...]
    model: tuple[str, ...]
    task: str = ""
    date: str = ""
    setting: str = ""
    compute: str = ""
    compute_unit: float = 1.0
    parameters: str = ""
    active: str = ""
    tokens: str = ""
    size_unit: float = 1.0
    token_unit: float = 1.0
    by_file: bool = False  # columns are written `file/column`: the file's name says which benchmark it holds
    merged: bool = False  # its columns are named as the hub's files are
    default_file: str = ""  # the file meant by a name without a board's word
    common_words: tuple[str, ...] = ()  # words of a file's name that say nothing about the board

    @property
    def read_columns(self) -> frozenset[str]:
        """Columns that are read besides the scores."""
        besides = (self.task, self.date, self.setting, self.compute, self.parameters, self.active, self.tokens)
        return frozenset({*self.model, *besides, *((self.needs[-1], "Status") if self.task else ())})


# The first whose headers are all present is used, so the more specific come before the more general.
TABLES: tuple[ScoreTable, ...] = (
    ScoreTable(
        "table-2024-10",
        "reported",
        ("System", "BBH", "GPQA", "MMLU"),
        ("System",),
        date="Date",
        compute="Training compute (FLOP)",
        parameters="Model size (parameters)",
        active="Active Parameters",
        tokens="Dataset size",
    ),
    ScoreTable(
        "hub-runs",
        "epoch-hub",
        ("task", "model", "Best score (across scorers)"),
        ("model",),
        task="task",
        date="started_at",
    ),
    ScoreTable(
        "obs-scaling",
        "open-llm-leaderboard-v1",
        ("Model", "Model Family", "FLOPs (1E21)"),
        ("Model",),
        compute="FLOPs (1E21)",
        compute_unit=1e21,
        parameters="Model Size (B)",
        tokens="Pretraining Data Size (T)",
        size_unit=1e9,
        token_unit=1e12,
    ),
    ScoreTable(
        "sloth",
        "open-llm-leaderboard-v2",
        ("Model", "Family", "Instruct", "#Params (B)"),
        ("Model",),
        date="date",
        setting="Instruct",
        compute="FLOPs (1E21)",
        compute_unit=1e21,
        parameters="#Params (B)",
        tokens="Pretraining Data Size (T)",
        size_unit=1e9,
        token_unit=1e12,
    ),
    ScoreTable("obs-leaderboard-v2", "open-llm-leaderboard-v2", ("Model", "leaderboard_bbh"), ("Model",)),
    ScoreTable(
        "open-llm-leaderboard",
        "open-llm-leaderboard-v2",
        ("model_name", "evaluations_bbh_value"),
        ("model_name",),
        date="metadata_submission_date",
    ),
    ScoreTable(
        "eci-benchmarks",
        "reported",
        ("model_id", "benchmark", "performance"),
        ("model", "Model", "model_id"),
        task="benchmark",
        date="date",
    ),
    ScoreTable("hub-index", "epoch-hub", ("Model version", "ECI Score"), ("Model version",), date="Release date"),
    ScoreTable(
        "hub-tasks",
        "epoch-hub",
        ("Model version", "mean_score"),
        ("Model version",),
        date="Release date",
        by_file=True,
    ),
    ScoreTable("hub-merged", "reported", ("model_name", "maker", "release_date"), ("model_name",), merged=True),
    ScoreTable(
        "arena",
        "arena",
        ("model", "arena_score"),
        ("model",),
        by_file=True,
        default_file="text",
        common_words=("lmarena", "lmsys", "arena", "chatbot", "leaderboard", "elo", "scores", "overall"),
    ),
    *(
        ScoreTable("hub-external", "reported", needs, ("Model version", "Name"), setting="Shots", by_file=True)
        for needs in (("Model version", "Source"), ("Model version", "Release date"))
    ),
)
