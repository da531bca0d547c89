"""What a search for hyper-parameters found, as data.

Free of optuna and scikit-learn, so that a report can be written without waiting for them.
"""

import msgspec

Parameter = bool | int | float | str | None


class Trial(msgspec.Struct, frozen=True):
    """Be one trial: its loss on the validation rows (None: it failed), that after earlier rounds, and how it ended."""

    number: int
    state: str
    value: float | None
    parameters: dict[str, Parameter]
    steps: tuple[tuple[int, float], ...]
    rounds: int
    fault: str


class TuneResult(msgspec.Struct, frozen=True):
    """Be the best parameters found, their loss on the validation rows, how they were searched, and every trial."""

    best_parameters: dict[str, Parameter]
    best_value: float | None
    sampler: str
    seed: int
    trials: tuple[Trial, ...]
