"""Text of an expression → its tree. A small lexer and a Pratt parser; refuses with a column."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.questionnaires.expressions.faults import ExpressionFault
from solar_cms.questionnaires.expressions.patterns import compiled

MOST_LENGTH = 4000
MOST_DEPTH = 50
MOST_NODES = 500
WITHOUT_END = 99

# Function → least and most number of arguments.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "selected": (2, 2), "selected-at": (2, 2), "count-selected": (1, 1),
    "count": (1, 1), "sum": (1, 1), "min": (1, WITHOUT_END), "max": (1, WITHOUT_END),
    "if": (3, 3), "coalesce": (1, WITHOUT_END), "not": (1, 1), "true": (0, 0), "false": (0, 0),
    "string-length": (1, 1), "contains": (2, 2), "starts-with": (2, 2),
    "concat": (1, WITHOUT_END), "regex": (2, 2),
    "number": (1, 1), "int": (1, 1), "string": (1, 1), "round": (1, 2),
    "today": (0, 0), "date": (1, 1),
}  # fmt: skip
OVER_ROWS = frozenset({"count", "sum"})  # of one question in a repeat, or of the repeat itself
MANY_ROWS = frozenset({"count", "sum", "min", "max", "concat"})

POWER: dict[str, int] = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
}  # fmt: skip
UNARY = 7
FLAT = frozenset({"or", "and", "+"})  # a chain of them is one node

TOKEN = re.compile(
    r"""[ \t\r\n\xa0]+
    | (?P<ref>\$\{[^{}]*\})
    | (?P<num>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<str>'[^']*'|"[^"]*")
    | (?P<name>[A-Za-z_][A-Za-z0-9_:.-]*)
    | (?P<op><=|>=|!=|[=<>+*(),-])
    | (?P<self>\.(?![.0-9]))
    """,
    re.VERBOSE,
)

Tree = list[Any]


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    column: int


def tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise ExpressionFault(strange(text[at:]), at + 1)
        if found.lastgroup:
            yield Token(found.lastgroup, found.group(), at + 1)
        at = found.end()
    yield Token("end", "", len(text) + 1)


def strange(rest: str) -> str:
    sign = rest[0]
    if sign in "'\"":
        return _("A text is not closed: its second quotation mark is missing.")
    if sign == "$":
        return _("A name is written as ${name}.")
    if sign in "/.@[]|":
        return _("Paths are not supported; name the question as ${name}.")
    return _("“%(sign)s” is not understood here.") % {"sign": sign}


class Parser:
    def __init__(self, text: str, names: Container[str] | None, with_self: bool) -> None:
        self.tokens = list(tokens(text))
        self.at, self.nodes, self.depth = 0, 0, 0
        self.names, self.with_self = names, with_self

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self, text: str, missing: str) -> None:
        if self.now.text != text or self.now.kind != "op":
            raise ExpressionFault(missing, self.now.column)
        self.at += 1

    def node(self, *parts: Any) -> Tree:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ExpressionFault(
                _("The expression is too long; split it into calculations."), self.now.column
            )
        return list(parts)

    def expression(self, power: int = 0) -> Tree:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise too_deep(self.now.column)
        left = self.operand()
        while (sign := self.sign()) and POWER[sign] > power:
            self.at += 1
            right = self.expression(POWER[sign])
            if sign in FLAT and left[0] == sign:
                left.append(right)
            else:
                left = self.node(sign, left, right)
        self.depth -= 1
        return left

    def sign(self) -> str:
        token = self.now
        return token.text if token.kind in {"op", "name"} and token.text in POWER else ""

    def operand(self) -> Tree:
        token = self.now
        self.at += 1
        if token.kind == "num":
            return self.node("num", token.text)
        if token.kind == "str":
            return self.node("str", token.text[1:-1])
        if token.kind == "ref":
            return self.reference(token)
        if token.kind == "self":
            if not self.with_self:
                raise ExpressionFault(
                    _("“.” stands for the answer itself and is for constraints only."), token.column
                )
            return self.node("self")
        if token.text == "-" and token.kind == "op":
            return self.node("neg", self.expression(UNARY))
        if token.text == "(" and token.kind == "op":
            inside = self.expression()
            self.take(")", _("A bracket is not closed."))
            return inside
        if token.kind == "name" and self.now.text == "(":
            return self.call(token)
        if token.kind == "end":
            raise ExpressionFault(_("The expression ends too early."), token.column)
        if token.kind == "name":
            raise ExpressionFault(
                _("“%(name)s” is not understood; a question is named as ${%(name)s}.")
                % {"name": token.text},
                token.column,
            )
        raise ExpressionFault(
            _("“%(sign)s” is not understood here.") % {"sign": token.text}, token.column
        )

    def reference(self, token: Token) -> Tree:
        name = token.text[2:-1].strip()
        if self.names is not None and name not in self.names:
            raise ExpressionFault(
                _("No question is named “%(name)s”.") % {"name": name}, token.column
            )
        return self.node("ref", name)

    def call(self, token: Token) -> Tree:
        if token.text not in FUNCTIONS:
            raise ExpressionFault(
                _("The function %(name)s() is not supported.") % {"name": token.text}, token.column
            )
        self.at += 1
        columns: list[int] = []
        arguments: list[Tree] = []
        while not (self.now.kind == "op" and self.now.text == ")" and not arguments):
            columns.append(self.now.column)
            arguments.append(self.expression())
            if not (self.now.kind == "op" and self.now.text == ","):
                break
            self.at += 1
        self.take(")", _("A bracket is not closed."))
        return self.checked(token, arguments, columns)

    def checked(self, token: Token, arguments: list[Tree], columns: list[int]) -> Tree:
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            raise ExpressionFault(
                _("%(name)s() takes another number of values.") % {"name": token.text}, token.column
            )
        if token.text in OVER_ROWS and arguments[0][0] != "ref":
            raise ExpressionFault(
                _("%(name)s() takes the name of a question in a group that is repeated.")
                % {"name": token.text},
                columns[0],
            )
        if token.text == "regex":
            if arguments[1][0] != "str":
                raise ExpressionFault(
                    _("The pattern of regex() is a text in quotation marks."), columns[1]
                )
            arguments[1] = ["pattern", compiled(arguments[1][1], columns[1])]
        return self.node("call", token.text, *arguments)


def too_deep(column: int) -> ExpressionFault:
    return ExpressionFault(
        _("The expression is nested too deep; split it into calculations."), column
    )


def parse(
    text: str, names: Container[str] | None = None, *, with_self: bool = True
) -> dict[str, Any]:
    """{"text", "tree"} of an expression; raises ExpressionFault (message, column from 1).

    names: those that ${…} may name (None: any). with_self: whether “.” may be used.
    """
    if len(text) > MOST_LENGTH:
        raise ExpressionFault(
            _("The expression is too long; split it into calculations."), MOST_LENGTH
        )
    parser = Parser(text, names, with_self)
    tree = parser.expression()
    if parser.now.kind != "end":
        raise ExpressionFault(
            _("“%(sign)s” is not understood here.") % {"sign": parser.now.text}, parser.now.column
        )
    if depth_of(tree) > MOST_DEPTH:
        raise too_deep(len(text))
    return {"text": text, "tree": tree}


def nodes_of(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """Every node with its depth, patterns closed."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if node[0] not in {"ref", "num", "str", "self", "pattern"}:
            waiting += [(part, depth + 1) for part in node[1:] if isinstance(part, list)]


def depth_of(tree: Tree) -> int:
    return max(depth for _node, depth in nodes_of(tree))


def references(tree: Tree) -> set[str]:
    """The names that an expression asks for."""
    return {node[1] for node, _depth in nodes_of(tree) if node[0] == "ref"}


def single_references(tree: Tree) -> set[str]:
    """Names asked for as one value, not over all rows of a repeat."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node[0] == "ref":
            found.add(node[1])
        elif node[0] not in {"num", "str", "self", "pattern"}:
            over = node[0] == "call" and node[1] in MANY_ROWS
            waiting += [
                part
                for part in node[1:]
                if isinstance(part, list) and not (over and part[0] == "ref")
            ]
    return found
