"""Evaluates a trigger condition of the spec on booleans and numbers, with a small parser and nothing else."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from penstock.errors import RunError

Scalar: TypeAlias = bool | int | float

_TOKEN = re.compile(
    r"\s*(?:inputs\.parameter_values\[(?P<quote>['\"])(?P<name>[^'\"]+)(?P=quote)\]"
    r"|(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<word>true|false)\b|(?P<cast>int|double|bool)(?=\()"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign>\|\||&&|==|!=|<=|>=|<|>|!|\(|\)))"
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def evaluate(condition: str, parameters: Mapping[str, object]) -> bool:
    """Tell whether `condition` holds.

    Raises:
        RunError: it compares text, names an unknown parameter, mixes booleans with numbers, or cannot be read.
    """
    parser = _Parser(condition, parameters)
    value = parser.either()
    if parser.position != len(parser.tokens) or not isinstance(value, bool):
        raise parser.problem("the condition cannot be read")
    return value


def check_condition(condition: str, task: str) -> None:
    """Refuse a condition that no parameters could make sense of. Raises `RunError` naming the task."""
    parser = _Parser(condition, {}, f"{task}: ")
    if any(kind == "text" for kind, _ in parser.tokens):
        raise parser.problem("the condition compares text")


class _Parser:
    def __init__(self, condition: str, parameters: Mapping[str, object], where: str = "") -> None:
        self.condition = condition
        self.where = where
        self.parameters = parameters
        self.position = 0
        self.tokens = self._tokens()

    def problem(self, what: str) -> RunError:
        return RunError(what, where=self.where + self.condition, fix="let a stage return a boolean and branch on that")

    def _tokens(self) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        start, text = 0, self.condition.rstrip()
        while start < len(text):
            match = _TOKEN.match(text, start)
            if match is None:
                raise self.problem("the condition cannot be read")
            kind = match.lastgroup or ""
            tokens.append((kind, match[kind]))
            start = match.end()
        return tokens

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def _accept(self, sign: str) -> bool:
        if self._peek() != ("sign", sign):
            return False
        self.position += 1
        return True

    def _boolean(self, value: Scalar) -> bool:
        if not isinstance(value, bool):
            raise self.problem("a number stands where the condition needs true or false")
        return value

    def either(self) -> Scalar:
        value = self.both()
        while self._accept("||"):
            right = self._boolean(self.both())
            value = self._boolean(value) or right
        return value

    def both(self) -> Scalar:
        value = self.comparison()
        while self._accept("&&"):
            right = self._boolean(self.comparison())
            value = self._boolean(value) and right
        return value

    def comparison(self) -> Scalar:
        left = self.negation()
        kind, sign = self._peek()
        if kind != "sign" or sign not in _COMPARISONS:
            return left
        self.position += 1
        right = self.negation()
        if isinstance(left, bool) != isinstance(right, bool):
            raise self.problem("the condition compares a boolean with a number")
        return _compare(left, sign, right)

    def negation(self) -> Scalar:
        if self._accept("!"):
            return not self._boolean(self.negation())
        return self.operand()

    def operand(self) -> Scalar:
        kind, text = self._peek()
        self.position += 1
        if kind == "sign" and text == "(":
            value = self.either()
            if not self._accept(")"):
                raise self.problem("the condition lacks a closing parenthesis")
            return value
        if kind == "number":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        if kind == "word":
            return text == "true"
        if kind == "name":
            return self._parameter(text)
        if kind == "cast":
            return _cast(text, self.operand())
        if kind == "text":
            raise self.problem("the condition compares text")
        raise self.problem("the condition cannot be read")

    def _parameter(self, name: str) -> Scalar:
        if name not in self.parameters:
            raise self.problem(f"the condition needs `{name}`, which has no value")
        value = self.parameters[name]
        if isinstance(value, bool | int | float):
            return value
        raise self.problem("the condition compares text" if isinstance(value, str) else "the condition compares a list or a map")


def _cast(kind: str, value: Scalar) -> Scalar:
    return int(value) if kind == "int" else float(value) if kind == "double" else bool(value)


def _compare(left: Scalar, sign: str, right: Scalar) -> bool:
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    if sign in ("<", "<="):
        return left < right or (sign == "<=" and left == right)
    return left > right or (sign == ">=" and left == right)
