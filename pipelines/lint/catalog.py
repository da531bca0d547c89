"""All rules, and which of them a caller wants."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from penstock.errors import ProjectError
from penstock.names import suggest
from pipelines.lint import bounds, flow, images, installs, pods, secrets
from pipelines.lint.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for room in (installs, images, bounds, flow, secrets, pods) for rule in room.RULES), key=lambda rule: rule.id)
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Say which rules are asked, and for which tasks an asked one is silent, as pairs of rule id and pattern."""

    rules: tuple[Rule, ...] = RULES
    silenced: tuple[tuple[str, str], ...] = ()

    def keeps(self, rule: Rule, task: str) -> bool:
        """Tell whether a finding of `rule` on the task at the path `task` counts."""
        return not any(rule.id == silent and _concerns(pattern, task) for silent, pattern in self.silenced)


def choose(select: Iterable[str], ignore: Iterable[str]) -> Selection:
    """Read what was asked for: ids, slugs or beginnings of ids, with commas between; to ignore also as `RULE:TASK`.

    Raises `ProjectError` naming what is no rule.
    """
    wanted = {rule.id for name in _split(select) for rule in _named(name)}
    unwanted, silenced = set(), []
    for entry in _split(ignore):
        name, colon, pattern = entry.partition(":")
        if colon and not pattern:
            raise ProjectError("no task behind the colon", where=f"--ignore {entry}", fix="write RULE:TASK, or RULE alone")
        if colon:
            silenced += [(rule.id, pattern) for rule in _named(name)]
        else:
            unwanted |= {rule.id for rule in _named(name)}
    rules = tuple(rule for rule in RULES if (not wanted or rule.id in wanted) and rule.id not in unwanted)
    return Selection(rules, tuple(silenced))


def _split(entries: Iterable[str]) -> Sequence[str]:
    return [part.strip() for entry in entries for part in entry.split(",") if part.strip()]


def _named(name: str) -> list[Rule]:
    whole_group = re.fullmatch(r"PS\d{0,3}", name, re.IGNORECASE)
    found = [rule for rule in RULES if rule.slug == name.lower() or (whole_group and rule.id.startswith(name.upper()))]
    if not found:
        known = [rule.slug for rule in RULES] if not whole_group else [rule.id for rule in RULES]
        raise ProjectError(f"there is no rule {name!r}", fix=suggest(name, known))
    return found


def _concerns(pattern: str, task: str) -> bool:
    """Tell whether `pattern` names the task, its last parts, or a group around it."""
    return any(fnmatchcase(f"/{task}/", form) for form in (f"*/{pattern}/", f"*/{pattern}/*"))
