"""The errors penstock raises: a small family that says what was wrong, where, and what to do next."""

from typing import ClassVar


class PenstockError(Exception):
    """Carry a problem to a person: what is wrong, where, and the fix. Never a secret, never a row's values."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.fix:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.fix)


def _rebuild(kind: type[PenstockError], what: str, where: str, fix: str) -> PenstockError:
    return kind(what, where=where, fix=fix)


class ProjectError(PenstockError):
    """Report a project file or command line that cannot be used as it stands."""

    exit_code = 2


class ContractError(PenstockError):
    """Report a contract that contradicts itself, or a table that cannot be brought under it."""

    exit_code = 4


class DataError(PenstockError):
    """Report data that is empty, too broken, or unfit for training."""

    exit_code = 4


class SourceError(PenstockError):
    """Report a source that cannot be read: absent, refused, changed, too large or damaged."""

    exit_code = 5


class UnreachableError(SourceError):
    """Report a source that did not answer: it may yet do so, so a stage that meets this is tried again."""


class StoreError(PenstockError):
    """Report a store that cannot be read or written: full, read-only, absent or damaged."""

    exit_code = 6


class RegistryError(StoreError):
    """Report a bundle or alias that does not exist, was changed by another, or fails its digest."""


class RunError(PenstockError):
    """Report a run that could not be carried through."""


class CandidateRefusedError(PenstockError):
    """Report that the gate refused the candidate; the champion stays."""

    exit_code = 3


class RunInterruptedError(PenstockError):
    """Report that a person or the system stopped the run."""

    exit_code = 130
