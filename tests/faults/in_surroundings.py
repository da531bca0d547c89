"""Mistakes around a project: disks, folders, the store and its registry, time, and what `penstock init` is given."""

from penstock.errors import DataError, ProjectError, RegistryError, RunError, SourceError, StoreError
from tests.faults import homes
from tests.faults.case import Case
from tests.faults.mistake import Mistake

# A part of so many rows does not fit; the run's own small files do.
MANY_ROWS, ROOM_BYTES = 20_000, 200_000


def full_disk(case: Case) -> None:
    """Fill the store's disk; where nothing may be mounted, forbid files to grow."""
    if not case.mount_store():
        file_too_large(case)
        case.golden = "file_too_large"
        return
    case.rows(list, count=MANY_ROWS)
    case.fill_store(ROOM_BYTES)


def file_too_large(case: Case) -> None:
    """Let no file grow past what the small ones need."""
    case.rows(list, count=MANY_ROWS)
    case.limit_files(ROOM_BYTES)


def read_only_disk(case: Case) -> None:
    """Mount the store's disk for reading; where nothing may be mounted, forbid writing."""
    if not case.mount_store():
        folder_without_permission(case)
        case.golden = "folder_without_permission"
        return
    case.remount_read_only()


def folder_without_permission(case: Case) -> None:
    """Take the right to write from the folder of runs."""
    case.obey_permissions()
    (case.store / "runs").chmod(0o555)
    case.stack.callback((case.store / "runs").chmod, 0o755)


def file_in_the_stores_place(case: Case) -> None:
    """Name a file as the store."""
    case.replace("[project]", 'store = "contract.json"\n[project]')


def stage_that_takes_too_long(case: Case) -> None:
    """Allow one second for what takes minutes."""
    case.replace('estimator = "linear"', 'estimator = "random_forest"\nparameters = { n_estimators = 100_000 }')
    case.replace("trials = 0", "trials = 1")
    case.replace("tune = { retries = 0 }", "tune = { retries = 0, timeout_seconds = 1 }")


def champion_of_another_target(case: Case) -> None:
    """Train for another target in a store that has a champion."""

    def change(columns: list[dict[str, object]]) -> None:
        columns[4]["role"], columns[3]["role"] = "feature", "target"

    case.contract(change)


def damaged_champion(case: Case) -> None:
    """Lose the end of the champion's model."""
    (model,) = case.store.glob("registry/bundles/*/model.skops")
    model.write_bytes(model.read_bytes()[:-10])


def damaged_alias(case: Case) -> None:
    """Lose what the champion's alias says."""
    (case.store / "registry" / "aliases" / "champion" / "00000001.json").write_text("{}")


def folder_in_the_specs_place(case: Case) -> None:
    """Compile into a folder."""
    (case.project / "pipeline.yaml").mkdir()


def project_there_already(case: Case) -> None:
    """Start a project where there is one."""
    case.arguments += [case.table, "--target", "price", "--into", case.project]


def misspelt_target(case: Case) -> None:
    """Misspell the target of a new project."""
    case.arguments += [case.table, "--target", "prise", "--into", case.project / "new"]


def misspelt_table(case: Case) -> None:
    """Start a project for a table that is not there."""
    case.arguments += [case.project / "data" / "hmoes.csv", "--target", "price", "--into", case.project / "new"]


def new_project_without_rows(case: Case) -> None:
    """Start a project for a table that has a header alone."""
    case.table.write_text(homes.table([]))
    case.arguments += [case.table, "--target", "price", "--into", case.project / "new"]


def new_project_with_a_constant_target(case: Case) -> None:
    """Start a project for a target that never varies."""
    case.rows(lambda row: [*row[:4], "200000"])
    case.arguments += [case.table, "--target", "price", "--into", case.project / "new"]


MISTAKES = (
    Mistake("full_disk", StoreError, full_disk, "run"),
    Mistake("file_too_large", StoreError, file_too_large, "run"),
    Mistake("read_only_disk", StoreError, read_only_disk, "run"),
    Mistake("folder_without_permission", StoreError, folder_without_permission, "run"),
    Mistake("file_in_the_stores_place", StoreError, file_in_the_stores_place, "run"),
    Mistake("stage_that_takes_too_long", RunError, stage_that_takes_too_long, "run"),
    Mistake("champion_of_another_target", RegistryError, champion_of_another_target, "run"),
    Mistake("damaged_champion", RegistryError, damaged_champion, "run", champion=False),
    Mistake("damaged_alias", RegistryError, damaged_alias, "models", champion=False),
    Mistake("folder_in_the_specs_place", StoreError, folder_in_the_specs_place, "compile"),
    Mistake("project_there_already", ProjectError, project_there_already, "init"),
    Mistake("misspelt_target", ProjectError, misspelt_target, "init"),
    Mistake("misspelt_table", SourceError, misspelt_table, "init"),
    Mistake("new_project_without_rows", DataError, new_project_without_rows, "init"),
    Mistake("new_project_with_a_constant_target", DataError, new_project_with_a_constant_target, "init"),
)
