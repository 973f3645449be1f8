"""The Model Context Protocol server: six read-only tools over the census, on standard input and output or loopback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flopwatch.api.agent_answers import AgentAnswers
from flopwatch.domain import FlopwatchError, WrongUsage

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ABOUT = (
    "A sourced census of AI models: what public sources state of each model, and an estimate of its training compute "
    "with a 90% interval. Quote a figure with its interval, the date `as_of` and the permalink. A figure that is "
    "absent is unknown: do not guess it."
)


def serve_agents(answers: AgentAnswers, *, http: bool = False, host: str = "127.0.0.1", port: int = 8766) -> None:
    """Serve the tools until the client ends, or until interrupted.

    Args:
        answers: The questions.
        http: Serve streamable HTTP at `/mcp` instead of standard input and output.
        host: Address to listen on, with `http`; of loopback only, because there is no login.
        port: Port, with `http`.

    Raises:
        WrongUsage: If the host is not of loopback, or the extra `mcp` is not installed.
    """
    if host not in LOOPBACK:
        raise WrongUsage(f"--host {host[:60]!r} is not this machine. The server has no login: use 127.0.0.1.")
    server = agents_server(answers)
    if http:
        server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
    else:
        server.run("stdio")


def agents_server(answers: AgentAnswers) -> Any:
    """Return the server with its tools, all of them marked read-only.

    Raises:
        WrongUsage: If the extra `mcp` is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise WrongUsage("`flopwatch mcp` needs the extra `mcp`: pip install 'flopwatch[mcp]'.") from error
    server = MCPServer("flopwatch", instructions=_ABOUT, log_level="ERROR")
    read_only = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in answers.tools:
        server.add_tool(_with_words(tool), annotations=read_only)
    return server


def _with_words(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return the tool with our errors as errors of the protocol: the message names the value and the next step."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(tool)
    def answer(*args: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*args, **named)
        except FlopwatchError as error:
            raise ToolError(str(error)) from error

    return answer
