"""The MCP server, asked by the protocol's own client over a real process and over HTTP on loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from helpers import coroutines
from helpers.validators import needs

from flopwatch.api.agent_answers import MOST_ROWS, AgentAnswers
from flopwatch.domain.errors import NotFound, WrongUsage
from flopwatch.mcp import serve_agents

SITE = "https://example.org/models"
TOOLS = {"search_models", "show_model", "thresholds", "estimate", "compare", "changes"}


@pytest.fixture(scope="module")
def answers(few_models: Path, tmp_path_factory: pytest.TempPathFactory) -> AgentAnswers:
    """The questions over few models of the bundled base."""
    return AgentAnswers(few_models, str(tmp_path_factory.mktemp("agents") / "absent.sqlite"), SITE)


def test_every_answer_has_its_date_permalink_and_receipt(answers: AgentAnswers) -> None:
    asked = [
        answers.search_models("gpt"),
        answers.show_model("GPT-4"),
        answers.thresholds("1e24"),
        answers.estimate(parameters="405B", tokens="15.6T"),
        answers.compare(["GPT-3", "GPT-4"]),
        answers.changes(),
    ]
    for one in asked:
        assert one["as_of"] >= "2026"
        assert one["permalink"].startswith(f"{SITE}/")
        rows = one.get("models") or one.get("changes") or [one]
        assert all("FLOP" in row["receipt"] or "unknown" in row["receipt"] for row in rows if "receipt" in row)
        assert len(json.dumps(one)) < 200_000
    assert asked[0]["models"][0]["name"].startswith("GPT")
    assert {"GPT-3", "GPT-4"} == {row["name"] for row in asked[4]["models"]}
    # 6 × 405e9 × 15.6e12, the figure that Meta's paper on Llama 3 states.
    assert asked[3]["compute_flop"]["p50"] == pytest.approx(3.8e25, rel=0.02)


def test_a_search_gives_models_with_their_ids(answers: AgentAnswers) -> None:
    found = answers.search_models("GPT-4")["models"]
    assert found[0]["id"] == "openai/gpt-4"
    assert found[0]["permalink"] == f"{SITE}/models/openai/gpt-4.html"
    with pytest.raises(NotFound):
        answers.search_models("no such model here")


def test_questions_are_bounded_and_say_so(answers: AgentAnswers) -> None:
    for ask, words in (
        (lambda: answers.search_models("gpt", limit=MOST_ROWS + 1), "outside 1 to 50"),
        (lambda: answers.search_models("a" * 201), "201 characters"),
        (lambda: answers.search_models("   "), "nothing to search"),
        (lambda: answers.compare(["GPT-4"]), "2 to 6"),
        (lambda: answers.thresholds("1e99"), "outside"),
        (lambda: answers.changes(since="yesterday"), "is not a date"),
        (lambda: answers.estimate(parameters="-5"), "-5"),
    ):
        with pytest.raises(WrongUsage, match=words):
            ask()
    with pytest.raises(NotFound, match="Did you mean"):
        answers.show_model("GPT-44")


def test_it_listens_on_this_machine_only(answers: AgentAnswers) -> None:
    with pytest.raises(WrongUsage, match="no login"):
        serve_agents(answers, http=True, host="0.0.0.0")


async def _ask(transport: Any) -> dict[str, Any]:
    """Return what a client got: the names of tools, three answers, an error."""
    from mcp import Client

    async with Client(transport, read_timeout_seconds=120) as client:
        tools = (await client.list_tools()).tools
        shown = await client.call_tool("show_model", {"name": "openai/gpt-4"})
        found = await client.call_tool("thresholds", {"at": "1e24", "limit": 3})
        wrong = await client.call_tool("show_model", {"name": "GPT-44"})
    return {
        "tools": {one.name for one in tools},
        "read_only": all(one.annotations and one.annotations.read_only_hint for one in tools),
        "described": all(one.description and one.input_schema for one in tools),
        "shown": json.loads(shown.content[0].text),  # type: ignore[union-attr]
        "found": json.loads(found.content[0].text),  # type: ignore[union-attr]
        "wrong": (wrong.is_error, wrong.content[0].text),  # type: ignore[union-attr]
    }


def _checked(got: dict[str, Any]) -> None:
    assert got["tools"] == TOOLS
    assert got["read_only"]
    assert got["described"]
    assert got["shown"]["permalink"] == f"{SITE}/models/openai/gpt-4.html"
    assert got["shown"]["receipt"].startswith("GPT-4")
    assert len(got["found"]["models"]) == 3
    assert got["wrong"][0]
    assert "Did you mean" in got["wrong"][1]


@pytest.mark.matrix
@pytest.mark.filterwarnings("ignore")
@needs("mcp")
def test_a_client_asks_over_standard_input_and_output(few_models: Path, tmp_path: Path) -> None:
    from mcp import StdioServerParameters

    words = ["-m", "flopwatch", "mcp", "--data", str(few_models), "--ledger", str(tmp_path / "no.sqlite")]
    got = coroutines.run(_ask(StdioServerParameters(command=sys.executable, args=[*words, "--site", SITE])))
    _checked(got)
    assert not (tmp_path / "no.sqlite").exists()


@pytest.mark.matrix
@pytest.mark.filterwarnings("ignore")
@needs("mcp")
def test_a_client_asks_over_loopback(few_models: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "flopwatch", "mcp", "--data", str(few_models), "--ledger", str(tmp_path / "no.sqlite")]
    command = [sys.executable, *words, "--site", SITE, "--http", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None
                time.sleep(0.2)
            _checked(coroutines.run(_ask(f"http://127.0.0.1:{port}/mcp")))
        finally:
            process.terminate()
