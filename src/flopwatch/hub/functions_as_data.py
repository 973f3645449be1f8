"""Python functions as data: syntax trees that the interpreter in the browser evaluates.

The calculator's page carries the estimator's own functions, so that no formula, rule or message is written twice.
`hub/assets/calculator/interpreter.js` evaluates the nodes; docs/decisions/0014 says why.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import functools
import inspect
import re
import textwrap
import threading
import types
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from flopwatch.hub.syntax_nodes import Node, NotPortable, Translator

_PLAIN = (str, int, float, Decimal, Mapping, set, frozenset, list, dt.date, dt.timedelta, re.Pattern)
# Members that operators call without naming them.
_CALLED_BY_OPERATORS = frozenset({"__mul__", "__rmul__", "__truediv__", "__pow__", "__str__"})
_MEMBERS = (types.FunctionType, property, functools.cached_property, classmethod)
# CPython 3.11 counts the depth of a tree in one place for all threads: two that parse at once get a SystemError.
_PARSING = threading.Lock()


class Program:
    """Functions, classes and constants that entry points need, each under a name.

    Args:
        natives: Objects that the interpreter supplies itself, by name.
        absent: Functions and classes that no run typed on the page reaches; calling one there is an error.
        replaced: Constants to carry in another form: (object, what the page gets).
        attributes: Attributes that the interpreter knows of natives and of Python's own types.
    """

    def __init__(
        self,
        natives: Mapping[str, object],
        absent: Sequence[object] = (),
        replaced: Sequence[tuple[object, object]] = (),
        attributes: frozenset[str] = frozenset(),
    ) -> None:
        self._attributes = attributes
        self._native = {id(one): name for name, one in natives.items()}
        self._absent = {id(one) for one in absent}
        self._replaced = {id(one): instead for one, instead in replaced}
        self._alive = [*natives.values(), *absent, *replaced]  # an id is valid only while its object lives
        self._names: dict[int, str] = {}
        self._nodes: dict[str, Node] = {}
        self._asked: set[str] = set(_CALLED_BY_OPERATORS)
        self._read_there: set[str] = set()
        self._carried: set[str] = set()
        self._waiting: list[tuple[str, object]] = []
        self._classes: list[tuple[str, type, list[Node]]] = []
        self._instances: list[tuple[str, object]] = []

    def name_of(self, value: object, wanted: str) -> str:
        """Return the name under which the page knows an object; an object that is new waits to be translated."""
        value = self._replaced.get(id(value), value)
        known = self._native.get(id(value)) or self._names.get(id(value))
        if known:
            return known
        name, number = wanted, 1
        while name in self._nodes:
            number += 1
            name = f"{wanted}{number}"
        self._names[id(value)], self._nodes[name] = name, None
        self._alive.append(value)
        self._waiting.append((name, value))
        return name

    def read_there(self, *attributes: str) -> None:
        """Carry attributes that the interpreter reads itself."""
        self._asked.update(attributes)
        self._read_there.update(attributes)

    def nodes(self) -> dict[str, Node]:
        """Return every name with its node, when all that they need has been translated."""
        before = -1
        while self._waiting or before != len(self._asked):
            before = len(self._asked)
            while self._waiting:
                name, value = self._waiting.pop()
                self._nodes[name] = self._translated(name, value)
            for name, kind, node in self._classes:
                node[3] = self._members(name, kind)
            for name, value in self._instances:
                self._nodes[name] = self._instance(value)
        self._check_attributes()
        return self._nodes

    def _check_attributes(self) -> None:
        """Refuse a method or attribute that the interpreter would not find.

        Raises:
            NotPortable: If no class or instance of the program has it, and the interpreter does not supply it.
        """
        known = {*self._attributes, *_CALLED_BY_OPERATORS, *self._read_there, *self._carried}
        for _, kind, _ in self._classes:
            known |= {*_field_names(kind), *(name for name, one in vars(kind).items() if isinstance(one, _MEMBERS))}
        if unknown := sorted(self._asked - known):
            raise NotPortable(
                f"the calculator's page knows no method or attribute {', '.join(unknown)}. Add it to natives.js, "
                "supply the function that uses it as a native, or write it otherwise."
            )

    def constant(self, value: object) -> Node:
        """Return the node of a value."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if value is msgspec.UNSET:
            return None
        if isinstance(value, str):
            return ["'", str(value)]
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, dt.timedelta):
            return value.days
        if isinstance(value, dt.date):
            return ["date", value.isoformat()]
        if isinstance(value, re.Pattern):
            return ["pattern", value.pattern]
        if isinstance(value, Mapping):
            pairs = [["list", self.constant(key), self.constant(one)] for key, one in value.items()]
            return ["dict", ["list", *pairs]]
        if isinstance(value, set | frozenset):
            return ["set", ["list", *map(self.constant, sorted(value))]]
        if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
            return ["list", *map(self.constant, value)]
        if id(value) not in self._names and not isinstance(value, type) and not callable(value):
            return self._instance(value)
        return "@" + self.name_of(value, getattr(value, "__name__", type(value).__name__))

    def _translated(self, name: str, value: object) -> Node:
        if id(value) in self._absent:
            return ["absent", ["'", name]]
        if isinstance(value, functools._lru_cache_wrapper):
            value = value.__wrapped__
        if isinstance(value, types.FunctionType):
            return self._function(value)
        if isinstance(value, type) and issubclass(value, Exception):
            return ["error", *(one.__name__ for one in value.__mro__ if issubclass(one, Exception))]
        if isinstance(value, type):
            base = value.__mro__[1]
            known = None if base in (object, tuple, msgspec.Struct) else "@" + self.name_of(base, base.__name__)
            node: list[Node] = ["class", known, self._fields(value), {}]
            self._classes.append((name, value, node))
            return node
        if isinstance(value, _PLAIN) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
            return self.constant(value)
        self._instances.append((name, value))
        return self._instance(value)

    def _function(self, function: types.FunctionType) -> Node:
        tree, line = _parsed(function)
        place = (function.__code__.co_filename, line - 1)
        return Translator(function.__globals__, place, self.name_of, self._asked).function(tree)

    def _fields(self, kind: type) -> list[Node]:
        """Return the fields of a dataclass, struct or named tuple, with their defaults."""
        none: object
        given: dict[str, object]
        if dataclasses.is_dataclass(kind):
            none = dataclasses.MISSING
            given = {
                one.name: one.default_factory() if one.default_factory is not none else one.default
                for one in dataclasses.fields(kind)
            }
        elif issubclass(kind, msgspec.Struct):
            none = msgspec.NODEFAULT
            given = {one.name: one.default for one in msgspec.structs.fields(kind)}
        else:
            none = None
            given = dict.fromkeys(getattr(kind, "_fields", ())) | getattr(kind, "_field_defaults", {})
        return [name if one is none else [name, self.constant(one)] for name, one in given.items()]

    def _members(self, name: str, kind: type) -> dict[str, Node]:
        """Return the methods and properties of a class that the program reads, by kind."""
        found = vars(kind)
        out: dict[str, Node] = {}
        for key in sorted(self._asked & found.keys()):
            one = found[key]
            if not isinstance(one, _MEMBERS):
                continue
            how = {property: "read", functools.cached_property: "read", classmethod: "make"}.get(type(one), "call")
            out[key] = [how, "@" + self.name_of(_function_of(one), f"{name}.{key}")]
        return out

    def _instance(self, value: object) -> Node:
        if not any(hasattr(value, one) for one in ("__struct_fields__", "_fields", "__dict__")):
            raise NotPortable(f"the calculator's page cannot carry {value!r:.80}. Supply it as a native.")
        self._carried.update(_attributes(value))
        kept = {name: getattr(value, name) for name in _attributes(value) if name in self._asked}
        owner = self.name_of(type(value), type(value).__name__)
        return ["object", "@" + owner, {name: self.constant(one) for name, one in kept.items()}]


@functools.lru_cache(maxsize=4096)
def _parsed(function: types.FunctionType) -> tuple[ast.FunctionDef, int]:
    """Return a function's syntax tree and its first line.

    Raises:
        NotPortable: If it is not written with `def`.
    """
    source, line = inspect.getsourcelines(function)
    with _PARSING:
        tree = ast.parse(textwrap.dedent("".join(source))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise NotPortable(f"{function.__qualname__}: the calculator's page needs a function written with def.")
    return tree, line


def _function_of(member: object) -> object:
    """Return the function behind a method or a property."""
    if isinstance(member, property):
        return member.fget
    return member.func if isinstance(member, functools.cached_property) else getattr(member, "__func__", member)


def _field_names(kind: type) -> set[str]:
    if dataclasses.is_dataclass(kind):
        return {one.name for one in dataclasses.fields(kind)}
    return {*getattr(kind, "__struct_fields__", ()), *getattr(kind, "_fields", ())}


def _attributes(value: object) -> list[str]:
    """Return the names of an object's own attributes; values that properties cached are none of them.

    With those the bytes of a page would depend on what the process did before.
    """
    fields = getattr(value, "__struct_fields__", None) or getattr(value, "_fields", None)
    kind = type(value)
    return list(fields or (n for n in vars(value) if not isinstance(getattr(kind, n, None), functools.cached_property)))
