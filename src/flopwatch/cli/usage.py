"""Wrong command lines, each in one line: the command, the word at fault, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import typer

from flopwatch.domain import NoSuchChoice, WrongUsage, did_you_mean

_KINDS = {int: "a whole number", float: "a number"}


class Commands(typer.core.TyperGroup):
    """A group of commands that answers an unknown name with the nearest ones."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments begin with.

        Raises:
            NoSuchChoice: If there is none of that name.
        """
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            hint = f"`{ctx.command_path} --help` describes them."
            raise NoSuchChoice("command", args[0], list(self.commands), hint=hint)
        found: Any = super().resolve_command(ctx, args)
        if found[1]:
            _convert_what_needs_it(found[1].get_params(ctx))
        return found

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters of the group itself."""
        return _convert_what_needs_it(super().get_params(ctx))


def _convert_what_needs_it(params: list[Any]) -> list[Any]:
    for one in params:
        one._runtime_param = _AsItIs()
    return params


class _AsItIs:
    """Conversion of a parameter's value that needs none: words, and defaults, which have their type already.

    Typer's own conversion loads pydantic, which takes longer than printing a cached answer. Anything else goes to it.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value in the type of its parameter."""
        wanted = param.type_descriptor
        is_class = isinstance(wanted.annotation, type) and wanted.parameter_info.parser is None
        if is_class and isinstance(value, wanted.annotation):
            return value
        if value is None and not param.multiple and param.nargs != -1:
            return None
        param._runtime_param = None  # Typer makes its own
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def usage_fault(error: typer.TyperException, words: Sequence[str]) -> WrongUsage:
    """Return a usage error of the parser in our words.

    Args:
        error: As the parser raises it.
        words: The command line, without the program's name.
    """
    context, param = getattr(error, "ctx", None), getattr(error, "param", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # a group called without a command: the message is its help
        return WrongUsage(error.message)
    path = context.command_path.removeprefix("python -m ") if context else " ".join(["flopwatch", *words[:1]])
    return WrongUsage(f"{_problem(error, context, param, words)} `{path} --help` shows the usage.", place=path)


def _problem(error: typer.TyperException, context: Any, param: Any, words: Sequence[str]) -> str:
    if hasattr(error, "possibilities"):
        name = str(getattr(error, "option_name", ""))
        known = [one for each in context.command.params if each.name for one in (*each.opts, *each.secondary_opts)]
        return f"no option {name[:80]}.{did_you_mean(name, [*known, '--help'])}"
    if param is None:
        # A word too many is the one error that has no class of its own.
        return f"{error.message.rstrip('.')}.{_options(context) if type(error).__name__ == 'UsageError' else ''}"
    is_option = param.opts[0].startswith("-")
    named = max(param.opts, key=len) if is_option else (param.metavar or param.name.upper()).strip("[]")
    if hasattr(error, "param_type"):
        return f"{named} is missing."
    value = _given(param.opts, words) if is_option else ""
    shown = f"{named} {value[:80]!r}" if value else named
    return f"{shown} is not {_accepted(param)}.{_meant(param, value)}"


def _options(context: Any) -> str:
    """Name the options of a command, of which one may be meant; "" of a group."""
    if context is None or isinstance(context.command, Commands):
        return ""
    known = [max(one.opts, key=len) for one in context.command.params if one.opts[0].startswith("-")]
    return f" Its options are {', '.join(known)}." if known else ""


def _accepted(param: Any) -> str:
    """Return the accepted values of an option, in words."""
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(str(one.value) for one in kind)
    words = _KINDS.get(kind, "a value it accepts")
    if param.min is not None and param.max is not None:
        return f"{words} from {param.min} to {param.max}"
    if param.min is not None:
        return f"{words} from {param.min} up"
    return words if param.max is None else f"{words} up to {param.max}"


def _meant(param: Any, value: str) -> str:
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return did_you_mean(value, [str(one.value) for one in kind])
    return ""


def _given(options: Sequence[str], words: Sequence[str]) -> str:
    """Return the last value given for an option on the command line, or ""."""
    found = ""
    for one, after in zip(words, [*words[1:], ""], strict=True):
        name, sign, value = one.partition("=")
        if name in options:
            found = value if sign else after
    return found
