"""Finds what a container's words install: by tools in a shell's script, or by Python code that calls them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.lint.spec import Container
from pipelines.lint.tree import Node

# What Kubeflow Pipelines writes before its own installation, for images that lack even pip.
_FALLBACK = "|| apt-get install python3-pip"
# What it adds for Pythons that are long gone.
_ADDED = "typing-extensions>=3.7.4,<5; python_version"
_TOOLS = r"pip3?(?:\.\d+)?|uv|conda|mamba|micromamba|poetry|apt-get|apt|apk|yum|dnf|microdnf|npm|yarn"
_INSTALL = re.compile(rf"(?<![\w./-])(?:[\w./-]*/)?(?P<tool>{_TOOLS})(?:\s+-\S+)*\s+(?:pip\s+)?(?:install|add)(?=\s|$)")
_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c")
_PYTHON = re.compile(r"^(?:def|class|import|from)\s", re.MULTILINE)
# An installation that Python code starts: as a list of words, or as one line for a shell.
_BY_CODE = re.compile(
    r"['\"]pip3?['\"]\s*,\s*['\"]install['\"]"
    r"|(?:system|run|call|check_call|check_output|Popen)\(\s*[frb]*['\"][^'\"\n]*\bpip3? install"
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_WORD = re.compile(r"""'([^']*)'|"([^"]*)"|(\n|[^\s'"]+)""")
INDEX_OPTIONS = frozenset({"--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--default-index", "--index"})
TRUST_OPTIONS = frozenset({"--trusted-host", "--allow-insecure-host"})
_FILE_OPTIONS = frozenset({"-r", "--requirement", "-c", "--constraint", "-t", "--target", "--prefix", "--root"})
_WITH_VALUE = INDEX_OPTIONS | TRUST_OPTIONS | _FILE_OPTIONS
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXACT = re.compile(r"===?\s*[^\s,;*]+\s*(?:;|$)")
_CONTENT = re.compile(r"#(?:.*&)?sha256=[0-9a-f]{64}|@[0-9a-f]{40}(?:#|$)")


@dataclass(frozen=True, slots=True)
class Package:
    """Describe a package as it is asked for; its address, which may hold a password, stays behind."""

    name: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Install:
    """Describe one installation: the node it stands in, what it names, with which options; `of_python` by pip or its like."""

    node: Node
    of_python: bool
    packages: tuple[Package, ...] = ()
    options: frozenset[str] = frozenset()
    plain_http: bool = False


def installs(container: Container) -> Iterator[Install]:
    """Find the installations that `container` starts with."""
    words = [word for word in container.words if isinstance(word.content, str)]
    before = ""
    for word in words:
        # A component's source follows the shell's script, so it stands behind no `-c`.
        if not _PYTHON.search(word.text) or _SCRIPT_FOLLOWS.fullmatch(before):
            yield from _in_script(word, word.text)
        elif _BY_CODE.search(word.text):
            yield Install(word, of_python=True)
        before = word.text
    # A command that is a list of single words says it only as a whole.
    if words and not any(re.search(r"\s", word.text) for word in words):
        yield from _in_script(words[0], " ".join(word.text for word in words))


def _in_script(node: Node, script: str) -> Iterator[Install]:
    joined = _PLACEHOLDER.sub("$0", script.replace("\\\n", " ").replace(_FALLBACK, ""))
    matches = list(_INSTALL.finditer(joined))
    ends = [*(match.start() for match in matches[1:]), len(joined)]
    for match, end in zip(matches, ends, strict=False):
        of_python = match["tool"].startswith(("pip", "uv"))
        packages, options = _arguments(joined, match.end(), end)
        plain_http = any(option in INDEX_OPTIONS and value.startswith("http://") for option, value in options)
        told = frozenset(option for option, _ in options) if of_python else frozenset()
        yield Install(node, of_python, tuple(_package(package) for package in packages), told, of_python and plain_http)


def _arguments(script: str, start: int, end: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Take the words between `start` and `end` apart, at most up to the command's end: packages, and options with values."""
    packages: list[str] = []
    options: list[tuple[str, str]] = []
    waiting = ""
    for match in _WORD.finditer(script, start, end):
        quoted, word = match[3] is None, match[match.lastindex or 3]
        if not quoted and word[0] in ";&|)\n":
            break
        if waiting:
            options.append((waiting, word))
            waiting = ""
        elif word.startswith("-"):
            name, equals, value = word.partition("=")
            waiting = name if name in _WITH_VALUE and not equals else ""
            options += [] if waiting else [(name, value)]
        elif not word.startswith(_ADDED):
            packages.append(word if quoted else word.rstrip(";)"))
        if not quoted and word.endswith(";"):
            break
    return packages, options


def _package(asked: str) -> Package:
    # What is filled in when the task starts cannot be judged here.
    exact = bool(_EXACT.search(asked) or _CONTENT.search(asked) or "$" in asked)
    if (address := "://" in asked) or asked.startswith(("/", ".", "$")):
        return Package("from an address" if address else "from a path", exact or not address)
    match = _NAME.match(asked)
    return Package(match[0] if match is not None else "a package", exact)
