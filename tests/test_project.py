"""A project file is read typed, and what does not fit is named with its place."""

from pathlib import Path

import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import ContractError, PenstockError, ProjectError, SourceError
from penstock.project import check_estimator, check_files, load_project, parse_settings

CONTRACT = Contract(
    task="regression",
    columns=(Column(name="price", kind="number", role="target"), Column(name="total_area", kind="number")),
)
ABOUT = '[project]\nname = "houses"\n'
SOURCE = '[[sources]]\nname = "one"\nkind = "csv"\npath = "one.csv"\n'


def _project(folder: Path, document: str) -> Path:
    (folder / "penstock.toml").write_text(document)
    (folder / "contract.json").write_bytes(CONTRACT.encode())
    return folder


def test_a_small_project_takes_every_default(tmp_path: Path) -> None:
    project = load_project(_project(tmp_path, ABOUT + SOURCE))
    assert (project.folder, project.contract) == (tmp_path, CONTRACT)
    assert project.settings.tuning.trials == 30


@pytest.mark.parametrize(
    ("document", "what", "fix"),
    [
        ("[projekt]\n" + ABOUT + SOURCE, "unknown setting 'projekt'", "did you mean 'project'?"),
        (ABOUT + "sead = 3\n" + SOURCE, "unknown setting 'project.sead'", "did you mean 'seed'?"),
        (ABOUT + SOURCE + 'delimeter = ";"\n', "unknown setting 'sources[0].delimeter'", "did you mean 'delimiter'?"),
        (ABOUT + SOURCE + "[tuning]\nTrials = 3\n", "unknown setting 'tuning.Trials'", "did you mean 'trials'?"),
        (
            ABOUT + SOURCE + '[tuning.space.depth]\nkind = "int"\nhgih = 3\n',
            "unknown setting 'tuning.space.depth.hgih'",
            "did you mean 'high'?",
        ),
        (ABOUT + SOURCE + "[tuning]\nqqq = 3\n", "unknown setting 'tuning.qqq'", "use one of"),
        (
            ABOUT + SOURCE + '[tuning]\ntrials = "many"\n',
            "tuning.trials: expected a whole number, got text",
            "write a whole number, without quotes",
        ),
        (ABOUT + SOURCE + "[dataset]\ntest_share = 1.5\n", "dataset.test_share: expected a number < 1.0", "write a number < 1.0"),
        (SOURCE, "the document lacks 'project'", "add project"),
        (ABOUT + "sources = 3\n", "unknown setting 'project.sources'", "use one of"),
        (ABOUT + SOURCE + SOURCE, "sources[1].name: two sources are called 'one'", "rename"),
        (ABOUT + SOURCE + '[sources.columns]\ntotal_aera = "A"\n', "no column 'total_aera'", "did you mean 'total_area'?"),
        (ABOUT + SOURCE + '[sources.units]\nPrise = "EUR"\n', "no column 'Prise'", "did you mean 'price'?"),
        (ABOUT + SOURCE + '[features]\ndrop = ["area"]\n', "features.drop: there is no column 'area' to drop", "'total_area'"),
        (ABOUT + SOURCE + '[features]\ndrop = ["price"]\n', "the target cannot be dropped", "remove"),
        (ABOUT + SOURCE + '[evaluation]\nsegments = ["zzz"]\n', "evaluation.segments", "use one of price, total_area"),
        (ABOUT + '[[sources]]\nname = "one"\nkind = "sql"\n', "needs `database` and `query`", "add"),
        (ABOUT + '[[sources]]\nname = "one"\nkind = "csv"\n', "needs `path` or `url`", "exactly one"),
        (ABOUT + SOURCE + 'local = "one.csv"\n', "sources[0].local: the text does not have the right form", "write env: and"),
        (
            ABOUT + '[[sources]]\nname = "one"\nkind = "sql"\ndatabase = "d"\nquery = "q"\nlocal = "env:ONE"\n',
            "sources[0].local: a database has no local copy",
            "remove",
        ),
        (ABOUT + "seed = \n", "is not TOML", "mend"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place_and_fix(tmp_path: Path, document: str, what: str, fix: str) -> None:
    with pytest.raises(ProjectError) as caught:
        load_project(_project(tmp_path, document))
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.where == str(tmp_path / "penstock.toml")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_that_is_not_finite_is_no_setting(number: str) -> None:
    with pytest.raises(ProjectError, match=r"gate\.limits\.auc: a setting must be a finite number"):
        parse_settings(f'[project]\nname = "a"\n[gate]\nlimits = {{ auc = {number} }}\n')


def test_files_that_are_absent_or_damaged_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no penstock\.toml"):
        load_project(tmp_path)
    _project(tmp_path, ABOUT + SOURCE)
    (tmp_path / "contract.json").write_text('{"task": "guessing", "columns": []}')
    with pytest.raises(ContractError) as caught:
        load_project(tmp_path)
    assert caught.value.where == str(tmp_path / "contract.json")
    (tmp_path / "contract.json").unlink()
    with pytest.raises(ProjectError, match=r"no contract\.json"):
        load_project(tmp_path)
    (tmp_path / "penstock.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PenstockError, match="not UTF-8"):
        load_project(tmp_path)


def test_a_path_or_pattern_that_names_no_file_is_told(tmp_path: Path) -> None:
    project = load_project(_project(tmp_path, ABOUT + SOURCE.replace("one.csv", "*.csv")))
    with pytest.raises(SourceError, match=r"no file fits '\*\.csv'"):
        check_files(project)
    (tmp_path / "one.csv").write_text("price\n1\n")
    check_files(project)
    check_files(load_project(_project(tmp_path, ABOUT + SOURCE.replace("one.csv", str(tmp_path / "one.csv")))))


def test_a_local_copy_that_the_environment_names_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = SOURCE.replace('path = "one.csv"', 'url = "https://data.example/one.csv"\nlocal = "env:ONE_CSV"')
    project = load_project(_project(tmp_path, ABOUT + far))
    monkeypatch.delenv("ONE_CSV", raising=False)
    check_files(project)
    monkeypatch.setenv("ONE_CSV", "two.csv")
    with pytest.raises(SourceError, match=r"there is no file .two\.csv., which ONE_CSV names") as caught:
        check_files(project)
    assert caught.value.where == "sources.one.local"
    (tmp_path / "two.csv").write_text("price\n1\n")
    check_files(project)


@pytest.mark.parametrize(
    ("document", "what", "fix"),
    [
        (
            'estimator = "sklearn.linear_model.Rigde"',
            "training.estimator: module 'sklearn.linear_model' has no 'Rigde'",
            "'Ridge'",
        ),
        ("parameters = { alhpa = 1.0 }", "HistGradientBoostingRegressor has no parameter 'alhpa'", "use one of"),
        ("[tuning.space.max_deph]\nkind = 'int'\nlow = 1\nhigh = 3", "has no parameter 'max_deph'", "did you mean 'max_depth'?"),
    ],
)
def test_an_estimator_that_cannot_be_made_is_told_before_a_run(tmp_path: Path, document: str, what: str, fix: str) -> None:
    project = load_project(_project(tmp_path, ABOUT + SOURCE + "[training]\n" + document + "\n"))
    with pytest.raises(ProjectError) as caught:
        check_estimator(project)
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.where == str(tmp_path / "penstock.toml")


def test_a_declared_estimator_that_can_be_made_passes(tmp_path: Path) -> None:
    check_estimator(load_project(_project(tmp_path, ABOUT + SOURCE + "[training]\nparameters = { max_depth = 3 }\n")))
