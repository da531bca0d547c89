"""The settings of a project as typed, immutable values; every default stands here and nowhere else."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

SectionT = TypeVar("SectionT", bound="Section")

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
OpenShare = Annotated[float, Meta(gt=0.0, lt=1.0)]
Count = Annotated[int, Meta(ge=1)]
Name = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,62}$", description="a name of small letters, digits, - and _, a letter first")
]
# What Kubeflow Pipelines accepts.
Processors = Annotated[
    str, Meta(pattern=r"^([0-9]*\.)?[0-9]+m?$", description='processors as text, such as "2", "0.5" or "500m"')
]
Memory = Annotated[
    str, Meta(pattern=r"^[0-9]+([EPTGMK]i?)?$", description='an amount of memory as text, such as "512Mi" or "4Gi"')
]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Be one table of the project file; an unknown setting is an error."""


class About(Section, frozen=True):
    """Name the project and fix the seed that every random source is drawn from."""

    name: Name
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 7
    contract: str = "contract.json"


class Source(Section, frozen=True):
    """Say where rows come from and how this source spells the contract's columns.

    `columns` maps contract names to this source's names; `units` maps contract names to
    the unit this source uses, converted to the contract's unit. `secret` is a reference (`env:NAME`
    or `file:PATH`), never the secret itself. `local` (`env:NAME`) names an environment variable: where it
    is set, the copy it points at is read in place of `path` or `url`, and held against the same `sha256`.
    `time_format` is how this source writes dates, one format for all or one by contract name; unnamed columns are ISO 8601.
    """

    name: Name
    kind: Literal["csv", "parquet", "jsonl", "sql"]
    path: str | None = None
    url: str | None = None
    local: Annotated[str, Meta(pattern=r"^env:[A-Za-z_][A-Za-z0-9_]*$", description="env: and the name of a variable")] | None = (
        None
    )
    database: str | None = None
    query: str | None = None
    secret: str | None = None
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    values: dict[str, str] = {}
    delimiter: Annotated[str, Meta(min_length=1, max_length=1, description="one character")] = ","
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8"
    missing: tuple[str, ...] = ("", "NA", "N/A", "NaN", "nan", "null", "None")
    time_format: str | dict[str, str] | None = None
    timezone: str = "UTC"
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="64 hexadecimal digits in small letters")] | None = None
    max_bytes: Count = 2_000_000_000
    retries: Annotated[int, Meta(ge=0, le=20)] = 4
    timeout_seconds: Annotated[float, Meta(gt=0)] = 60.0
    allow_private: bool = False


def use_local_copy(source: Source, environment: Mapping[str, str]) -> Source:
    """Return `source` with the path that its `local` variable holds in place of its own; as it is where that is not set."""
    place = environment.get(source.local.removeprefix("env:"), "") if source.local else ""
    return msgspec.structs.replace(source, path=place, url=None) if place else source


class Dataset(Section, frozen=True):
    """Say how parts become one dataset: duplicates, quarantine and the split.

    Of rows with one key the `winner` stays. `repeats` is for tables without a key: of rows that are equal in every
    column, one stays (`drop`) or each counts (`keep`).
    """

    winner: Literal["latest", "first", "last"] = "last"
    repeats: Literal["drop", "keep"] = "drop"
    quarantine_limit: Share = 0.05
    test_share: OpenShare = 0.2
    validation_share: OpenShare = 0.2
    max_training_rows: Count = 2_000_000


class Features(Section, frozen=True):
    """Declare the feature plan: columns to leave out, expressions, time parts, handling of categories."""

    drop: tuple[str, ...] = ()
    expressions: dict[str, str] = {}
    time_parts: tuple[Literal["year", "month", "day", "weekday", "hour", "elapsed_days"], ...] = (
        "year",
        "month",
        "weekday",
        "hour",
        "elapsed_days",
    )
    impute: Literal["none", "median", "mean"] = "none"
    indicators: bool = True
    max_categories: Annotated[int, Meta(ge=2, le=10_000)] = 50
    one_hot: bool = False


class SearchSpace(Section, frozen=True):
    """Describe the values one hyper-parameter may take: a range (`low`, `high`) or a list (`choices`)."""

    kind: Literal["float", "int", "choice"]
    low: float | None = None
    high: float | None = None
    log: bool = False
    step: float | None = None
    choices: tuple[bool | int | float | str | None, ...] = ()


class Tuning(Section, frozen=True):
    """Say how hyper-parameters are searched. `parallel` trials are proposed and run together."""

    trials: Annotated[int, Meta(ge=0, le=100_000)] = 30
    sampler: Literal["tpe", "random", "grid"] = "tpe"
    pruning: bool = True
    parallel: Annotated[int, Meta(ge=1, le=256)] = 2
    max_rows: Count = 200_000
    timeout_seconds: Annotated[float, Meta(gt=0)] = 3600.0
    space: dict[str, SearchSpace] = {}


class Training(Section, frozen=True):
    """Name the estimator (a short name or a dotted path) and its fixed parameters."""

    estimator: str = "hist_gradient_boosting"
    parameters: dict[str, bool | int | float | str | None] = {}


class Evaluation(Section, frozen=True):
    """Say what is measured on the untouched split."""

    metric: str | None = None
    segments: tuple[str, ...] = ()
    bootstrap: Annotated[int, Meta(ge=50, le=100_000)] = 400
    confidence: OpenShare = 0.95
    importance_rows: Count = 2_000
    importance_repeats: Annotated[int, Meta(ge=1, le=100)] = 3


class Gate(Section, frozen=True):
    """Say what a candidate must reach before it becomes champion.

    `limits` maps a metric to the worst value allowed. `champion_margin` and `baseline_margin` are
    shares of the other side's loss: 0.0 asks for no worse, -0.01 for one per cent better.
    `worst_segment` is how many times the overall loss the worst segment may lose.
    """

    limits: dict[str, float] = {}
    baseline_margin: float | None = 0.0
    champion_margin: float | None = 0.0
    worst_segment: Annotated[float, Meta(ge=1.0)] | None = None
    min_segment_rows: Count = 50


class Resources(Section, frozen=True):
    """Bound one stage: processors, memory, time, and how often and when to try again."""

    cpu: Processors = "1"
    memory: Memory = "4Gi"
    timeout_seconds: Annotated[int, Meta(ge=1)] = 3600
    retries: Annotated[int, Meta(ge=0, le=10)] = 1
    backoff_seconds: Annotated[int, Meta(ge=0)] = 2


class Cache(Section, frozen=True):
    """Say what else a stage's outcome depends on, and how much room the cache may take.

    `variables` names environment variables and `files` files of the project, such as a lock file; none of them a secret.
    """

    max_bytes: Count = 20_000_000_000
    variables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Settings(Section, frozen=True):
    """Hold a whole project file."""

    project: About
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=16)]
    dataset: Dataset = Dataset()
    features: Features = Features()
    tuning: Tuning = Tuning()
    training: Training = Training()
    evaluation: Evaluation = Evaluation()
    gate: Gate = Gate()
    resources: dict[str, Resources] = {}
    cache: Cache = Cache()
    store: str = ".penstock"


def encode_section(section: Section) -> str:
    """Return the canonical JSON of one section, the form in which a stage receives its settings."""
    return msgspec.json.encode(section, order="deterministic").decode()


def decode_section(document: str, kind: type[SectionT]) -> SectionT:
    """Read one section from its JSON."""
    return msgspec.json.decode(document, type=kind)


def settings_digest(settings: Settings) -> str:
    """Return `sha256:<hex>` over what a model depends on; resources, cache and the store's place change no model."""
    relevant = [getattr(settings, name) for name in Settings.__struct_fields__ if name not in ("resources", "cache", "store")]
    return "sha256:" + hashlib.sha256(msgspec.json.encode(relevant, order="deterministic")).hexdigest()
