"""The subset of Python that the calculator's interpreter evaluates: each construct of a function and its node."""

from __future__ import annotations

import ast
import builtins
import types
from collections.abc import Callable, Mapping
from typing import TypeAlias

# A node is a number, true, false or null; a local name, as a string; or a list: the name of an operation, its operands.
Node: TypeAlias = "bool | int | float | str | list[Node] | dict[str, Node] | None"

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.BitOr: "|",
    ast.BitAnd: "&",
}
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "==",
    ast.IsNot: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_UNARY: dict[type[ast.unaryop], str] = {ast.Not: "not", ast.USub: "neg"}
_LISTED = (ast.List, ast.Tuple)


class NotPortable(ValueError):
    """Code outside the subset that the browser's interpreter evaluates; the message names the file and line."""


class Translator:
    """Translation of one function.

    Args:
        scope: Its module's globals.
        place: Its file and the line before its source, for errors.
        name_of: Returns the name of an object outside the function: (object, wanted name).
        asked: Collects the names of attributes that the code reads.
    """

    def __init__(
        self,
        scope: Mapping[str, object],
        place: tuple[str, int],
        name_of: Callable[[object, str], str],
        asked: set[str],
    ) -> None:
        self._scope, self._place, self._name_of, self._asked = scope, place, name_of, asked
        self._locals: set[str] = set()

    def function(self, tree: ast.FunctionDef) -> Node:
        """Return `["def", parameters, statements]`; a parameter is its name, or its name with its default."""
        inside = list(ast.walk(tree))
        self._locals |= {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        self._locals |= {one.arg for one in inside if isinstance(one, ast.arg)}
        named = (one for one in inside if isinstance(one, ast.ExceptHandler | ast.FunctionDef) and one is not tree)
        self._locals |= {one.name for one in named if one.name}
        return ["def", self._parameters(tree.args), self._block(tree.body)]

    def _refuse(self, tree: ast.AST) -> NotPortable:
        file, line = self._place
        what = type(tree).__name__
        return NotPortable(
            f"{file}:{line + getattr(tree, 'lineno', 0)}: the calculator's page cannot evaluate {what}. Write it with "
            "the constructs of hub/syntax_nodes.py, or supply it as a native."
        )

    def _parameters(self, given: ast.arguments) -> list[Node]:
        named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        plain = [None] * (len(given.posonlyargs) + len(given.args) - len(given.defaults))
        defaults = [*plain, *given.defaults, *given.kw_defaults]
        out: list[Node] = [
            one.arg if default is None else [one.arg, self.expression(default)]
            for one, default in zip(named, defaults, strict=True)
        ]
        if given.vararg:
            out.insert(len(given.posonlyargs) + len(given.args), ["*", given.vararg.arg])
        return [*out, ["**", given.kwarg.arg]] if given.kwarg else out

    # ---------------------------------------------------------------- statements

    def _block(self, body: list[ast.stmt]) -> list[Node]:
        return [node for one in body if (node := self._statement(one)) is not None]

    def _statement(self, tree: ast.stmt) -> Node:
        match tree:
            case ast.Pass() | ast.Assert() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
                return None
            case ast.Return(value=value):
                return ["return", self.expression(value) if value else None]
            case ast.Expr(value=value):
                return ["do", self.expression(value)]
            case ast.Assign(targets=targets, value=value):
                return ["let", self.expression(value), *map(self._target, targets)]
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return ["let", self.expression(value), self._target(target)]
            case ast.AugAssign(target=target, op=op, value=value):
                before = self._target(target)
                return ["let", [self._operation(op, _BINARY), before, self.expression(value)], before]
            case ast.If(test=test, body=body, orelse=orelse):
                return ["if", self.expression(test), self._block(body), self._block(orelse)]
            case ast.For(target=target, iter=items, body=body, orelse=orelse):
                return ["for", self._target(target), self.expression(items), self._block(body), self._block(orelse)]
            case ast.FunctionDef(name=name, args=args, body=body):
                return ["let", ["def", self._parameters(args), self._block(body)], name]
            case ast.Break():
                return ["break"]
            case ast.Continue():
                return ["continue"]
            case ast.Raise(exc=ast.expr() as raised):
                return ["raise", self.expression(raised)]
            case ast.Try(body=body, handlers=[ast.ExceptHandler(type=ast.expr() as kind, name=name, body=handler)]):
                return ["try", self._block(body), self.expression(kind), name, self._block(handler)]
        raise self._refuse(tree)

    def _target(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.Name):
            return tree.id
        if isinstance(tree, _LISTED):
            return ["list", *map(self._target, tree.elts)]
        if isinstance(tree, ast.Subscript):
            return ["index", self.expression(tree.value), self.expression(tree.slice)]
        raise self._refuse(tree)

    # ---------------------------------------------------------------- expressions

    def expression(self, tree: ast.expr) -> Node:
        """Return the node of an expression."""
        match tree:
            case ast.Constant(value=str(value)):
                return ["'", value]
            case ast.Constant(value=bool() | int() | float() | None as value):
                return value
            case ast.Name(id=name) if name in self._locals:
                return name
            case ast.Name() | ast.Attribute() if (known := self._outside(tree)) is not None:
                return "@" + self._name_of(*known)
            case ast.Attribute(value=value, attr=attr):
                self._asked.add(attr)
                return ["get", self.expression(value), attr]
            case ast.Call(func=func, args=args, keywords=keywords):
                return ["call", self.expression(func), *map(self.expression, args), *map(self._keyword, keywords)]
            case ast.Starred(value=value):
                return ["...", self.expression(value)]
            case ast.JoinedStr(values=values):
                return ["text", *map(self.expression, values)]
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                shown: Node = self.expression(spec) if spec else ["'", ""]
                return ["format", self.expression(value), shown, conversion == ord("r")]
            case ast.Subscript(value=value, slice=ast.Slice(lower=low, upper=high, step=None)):
                ends: list[Node] = [self.expression(one) if one else None for one in (low, high)]
                return ["slice", self.expression(value), *ends]
            case ast.Subscript(value=value) if isinstance((self._outside(value) or (None,))[0], type):
                return self.expression(value)  # tuple[str, ...](): the type without its parameters
            case ast.Subscript(value=value, slice=key):
                return ["index", self.expression(value), self.expression(key)]
        return self._operator(tree)

    def _operator(self, tree: ast.expr) -> Node:
        match tree:
            case ast.BinOp(left=left, op=op, right=right):
                return [self._operation(op, _BINARY), self.expression(left), self.expression(right)]
            case ast.UnaryOp(op=op, operand=operand):
                return [self._operation(op, _UNARY), self.expression(operand)]
            case ast.BoolOp(op=op, values=values):
                return ["and" if isinstance(op, ast.And) else "or", *map(self.expression, values)]
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                rest = [
                    part
                    for op, one in zip(ops, comparators, strict=True)
                    for part in (self._operation(op, _COMPARED), self.expression(one))
                ]
                return ["compare", self.expression(left), *rest]
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return ["choose", self.expression(test), self.expression(body), self.expression(orelse)]
            case ast.NamedExpr(target=target, value=value):
                return ["assign", target.id, self.expression(value)]
            case ast.Lambda(args=args, body=body):
                return ["def", self._parameters(args), [["return", self.expression(body)]]]
        return self._display(tree)

    def _display(self, tree: ast.expr) -> Node:
        """Return the node of a list, tuple, set or dictionary, written out or as a comprehension."""
        match tree:
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                return ["list", *map(self.expression, elts)]
            case ast.Set(elts=elts):
                return ["set", ["list", *map(self.expression, elts)]]
            case ast.Dict(keys=keys, values=values):
                pairs: list[Node] = [
                    ["list", self.expression(key), self.expression(value)]
                    if key
                    else ["...", ["call", ["get", self.expression(value), "items"]]]
                    for key, value in zip(keys, values, strict=True)
                ]
                return ["dict", ["list", *pairs]]
            case ast.ListComp(elt=elt, generators=parts) | ast.GeneratorExp(elt=elt, generators=parts):
                return self._each(self.expression(elt), parts)
            case ast.SetComp(elt=elt, generators=parts):
                return ["set", self._each(self.expression(elt), parts)]
            case ast.DictComp(key=key, value=value, generators=parts):
                return ["dict", self._each(["list", self.expression(key), self.expression(value)], parts)]
        raise self._refuse(tree)

    def _each(self, element: Node, parts: list[ast.comprehension]) -> Node:
        """Return `["each", element, [target, items, conditions …] …]`: the list of a comprehension."""
        loops = [[self._target(p.target), self.expression(p.iter), *map(self.expression, p.ifs)] for p in parts]
        return ["each", element, *loops]

    def _keyword(self, given: ast.keyword) -> Node:
        return ["=", given.arg, self.expression(given.value)] if given.arg else ["...=", self.expression(given.value)]

    def _operation(self, op: ast.AST, known: Mapping[type, str]) -> str:
        if type(op) not in known:
            raise self._refuse(op)
        return known[type(op)]

    def _outside(self, tree: ast.expr) -> tuple[object, str] | None:
        """Return what a name means outside the function, or an attribute of a module, with its name; None for others.

        Raises:
            NotPortable: If the name is neither a global nor a built-in.
        """
        if isinstance(tree, ast.Name) and tree.id not in self._locals:
            if tree.id in self._scope:
                return self._scope[tree.id], tree.id
            if not hasattr(builtins, tree.id):
                raise self._refuse(tree)
            return getattr(builtins, tree.id), tree.id
        if not isinstance(tree, ast.Attribute) or (owner := self._outside(tree.value)) is None:
            return None
        module, _ = owner
        return (getattr(module, tree.attr), tree.attr) if isinstance(module, types.ModuleType) else None
