"""The grammar of declared expressions: text in, a small tree out; nothing is ever executed as Python.

sum = product (("+" | "-") product)*, product = unary (("*" | "/") unary)*, unary = "-" unary | atom,
atom = number | column | function "(" sum ("," sum)* ")" | "(" sum ")".
"""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias, get_args

from penstock.errors import ProjectError

MAX_LENGTH = 500
MAX_DEPTH = 32

Operator = Literal["+", "-", "*", "/"]
Function = Literal["log", "log1p", "sqrt", "abs", "minimum", "maximum"]

ARITY: dict[Function, int] = {"log": 1, "log1p": 1, "sqrt": 1, "abs": 1, "minimum": 2, "maximum": 2}
FUNCTIONS: dict[str, Function] = {name: name for name in get_args(Function)}
SUMS: dict[str, Operator] = {"+": "+", "-": "-"}
PRODUCTS: dict[str, Operator] = {"*": "*", "/": "/"}


@dataclass(frozen=True, slots=True)
class Number:
    """Be a constant."""

    value: float


@dataclass(frozen=True, slots=True)
class ColumnName:
    """Be the value of a column; `position` is its first character in the text, counted from 1."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Negative:
    """Be an operand with its sign turned."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """Be two operands joined by an operator."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """Be a function of one or two operands."""

    function: Function
    operands: tuple["Node", ...]


Node: TypeAlias = Number | ColumnName | Negative | Operation | Call

TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<quoted>`[^`]+`)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>[-+*/(),])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """Be one word of an expression; `position` counts characters from 1."""

    kind: str
    text: str
    position: int


def parse(text: str, name: str) -> Node:
    """Return the tree of the expression `text`.

    Args:
        text: the expression, at most `MAX_LENGTH` characters, nested at most `MAX_DEPTH` deep.
        name: the feature it declares, for messages.

    Raises:
        ProjectError: the text does not follow the grammar; names the character where it leaves it.
    """
    if len(text) > MAX_LENGTH:
        fault(name, MAX_LENGTH + 1, f"the expression is longer than {MAX_LENGTH} characters", "split it into several features")
    return _Parser(text, name).whole()


def column_names(node: Node) -> tuple[ColumnName, ...]:
    """Return every mention of a column in `node`, from left to right."""
    match node:
        case ColumnName():
            return (node,)
        case Negative(operand):
            return column_names(operand)
        case Operation(_, left, right):
            return column_names(left) + column_names(right)
        case Call(_, operands):
            return tuple(mention for operand in operands for mention in column_names(operand))
        case Number():
            return ()


def fault(name: str, position: int, what: str, fix: str) -> NoReturn:
    """Raise `ProjectError` about the character at `position` of the expression called `name`."""
    raise ProjectError(what, where=f"features.expressions.{name}, character {position}", fix=fix)


def _tokens(text: str, name: str) -> list[Token]:
    tokens: list[Token] = []
    start = 0
    while start < len(text):
        found = TOKEN.match(text, start)
        if found is None:
            fix = "close the backtick" if text[start] == "`" else "use + - * / parentheses, numbers, columns and functions"
            fault(name, start + 1, f"{text[start]!r} cannot stand here", fix)
        if found.lastgroup != "space":
            tokens.append(Token(str(found.lastgroup), found.group(), start + 1))
        start = found.end()
    tokens.append(Token("end", "", len(text) + 1))
    return tokens


class _Parser:
    """Walk the tokens once, one method a rule of the grammar."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.tokens = _tokens(text, name)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        node = self.sum()
        if self.token.kind != "end":
            self.refuse("an operator")
        return node

    def sum(self) -> Node:
        node = self.product()
        while operator := SUMS.get(self.token.text):
            self.at += 1
            node = Operation(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.unary()
        while operator := PRODUCTS.get(self.token.text):
            self.at += 1
            node = Operation(operator, node, self.unary())
        return node

    def unary(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            fault(self.name, self.token.position, f"the expression is nested deeper than {MAX_DEPTH}", "write it flatter")
        node: Node
        if self.token.text == "-":
            self.at += 1
            node = Negative(self.unary())
        else:
            node = self.atom()
        self.depth -= 1
        return node

    def atom(self) -> Node:
        token = self.token
        if token.kind not in ("number", "quoted", "name") and token.text != "(":
            self.refuse("a number, a column, a function or an opening parenthesis")
        self.at += 1
        if token.kind == "number":
            return self.number(token)
        if token.kind == "quoted":
            return ColumnName(token.text[1:-1], token.position)
        if token.kind == "name":
            return self.call(token) if self.token.text == "(" else ColumnName(token.text, token.position)
        node = self.sum()
        self.take(")")
        return node

    def number(self, token: Token) -> Node:
        value = float(token.text)
        if value == float("inf"):
            fault(self.name, token.position, "the number is too large", "use one below 1e308")
        return Number(value)

    def call(self, token: Token) -> Node:
        function = FUNCTIONS.get(token.text)
        if function is None:
            fault(self.name, token.position, f"there is no function {token.text!r}", f"use one of: {', '.join(FUNCTIONS)}")
        self.take("(")
        operands = [self.sum()]
        while self.token.text == ",":
            self.at += 1
            operands.append(self.sum())
        self.take(")")
        if len(operands) != ARITY[function]:
            what = f"{function!r} was given {len(operands)} operand(s)"
            fault(self.name, token.position, what, f"give it {ARITY[function]}")
        return Call(function, tuple(operands))

    def take(self, sign: str) -> None:
        if self.token.text != sign:
            self.refuse(f"{sign!r}")
        self.at += 1

    def refuse(self, expected: str) -> NoReturn:
        met = "the end of the expression" if self.token.kind == "end" else repr(self.token.text)
        fault(self.name, self.token.position, f"{met} stands where something else belongs", f"put {expected} here")
