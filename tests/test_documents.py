"""What does not fit in a document that a person wrote is told by its place, in words, with a fix."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from penstock.contract.columns import Contract
from penstock.documents import convert, read_kept
from penstock.errors import ContractError, PenstockError, ProjectError
from penstock.settings import Resources, Settings

HEAD = '[project]\nname = "homes"\n[[sources]]\nname = "one"\nkind = "csv"\n'


@pytest.mark.parametrize(
    ("document", "what", "fix"),
    [
        ('[project]\nname = "My Homes"', "project.name: the text does not have the right form", "a letter first"),
        ('[project]\nname = "homes"', "the document lacks 'sources'", "add sources"),
        ('sources = []\n[project]\nname = "homes"', "sources: expected a list of length >= 1", "write a list of length >= 1"),
        (HEAD.replace("csv", "cvs"), "sources[0].kind: there is no 'cvs'", "did you mean 'csv'?"),
        (HEAD + 'delimiter = ";;"', "sources[0].delimiter: expected one character", "write one character"),
        (HEAD + "secret = [1]", "sources[0].secret: expected text, got a list", "write text"),
        (HEAD + "columns = { area = 3 }", "sources[0].columns.area: expected text, got a whole number", "write text"),
        (HEAD + '[tuning]\ntrials = "9"', "tuning.trials: expected a whole number, got text", "whole number, without quotes"),
        (HEAD + "[tuning]\nspace = 3", "tuning.space: expected a table, got a whole number", "write a table"),
        (HEAD + '[tuning.space.depth]\nkind = "itn"', "tuning.space.depth.kind: there is no 'itn'", "did you mean 'int'?"),
        (HEAD + "[features]\ntime_parts = ['yeer']", "features.time_parts[0]: there is no 'yeer'", "did you mean 'year'?"),
        (HEAD + "[features]\nindicators = 'yes'", "expected true or false, got text", "write true or false, without quotes"),
        (HEAD + "[gate]\nworst_segment = 0.5", "gate.worst_segment: expected a number >= 1.0", "write a number >= 1.0"),
        (HEAD + "[resources.split]\n[resources.tune]\ncpu = 'two'", "resources.tune.cpu: the text does not", '"500m"'),
        (HEAD + "[resources.tune]\nmemory = '4GB'", "resources.tune.memory: the text does not", '"4Gi"'),
    ],
)
def test_settings_that_do_not_fit_are_told_in_words(document: str, what: str, fix: str) -> None:
    with pytest.raises(ProjectError) as caught:
        convert(tomllib.loads(document), Settings, ProjectError, "penstock.toml")
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.where == "penstock.toml"


@pytest.mark.parametrize(
    ("columns", "what", "fix"),
    [
        ([{"name": "a", "kind": "integr"}], "columns[0].kind: there is no 'integr'", "did you mean 'integer'?"),
        ([{"name": "a", "kind": "number", "minimun": 3}], "unknown setting 'columns[0].minimun'", "did you mean 'minimum'?"),
        ([{"name": "a"}], "columns[0] lacks 'kind'", "add kind"),
        ({"a": "number"}, "columns: expected a list, got a table", "write a list"),
        ([], "no column has the role 'target'", "set role = target"),
    ],
)
def test_a_contract_that_does_not_fit_is_told_in_words(columns: object, what: str, fix: str) -> None:
    with pytest.raises(ContractError) as caught:
        convert({"task": "binary", "columns": columns}, Contract, ContractError, "contract.json")
    assert what in caught.value.what
    assert fix in caught.value.fix


@pytest.mark.parametrize("data", [[], "text", None, 3])
def test_a_document_that_is_no_table_is_told(data: object) -> None:
    with pytest.raises(PenstockError, match="the document: expected a table"):
        convert(data, Settings, ProjectError, "penstock.toml")


def test_a_document_that_fits_becomes_typed() -> None:
    found = convert(tomllib.loads(HEAD), Settings, ProjectError, "penstock.toml")
    assert (found.project.name, found.sources[0].kind, found.tuning.trials) == ("homes", "csv", 30)


def test_what_we_kept_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    assert read_kept(kept, Resources) is None
    kept.write_bytes(msgspec.json.encode(Resources(cpu="2")))
    assert read_kept(kept, Resources) == Resources(cpu="2")
    for content in ("{", '{"cpu": 2}', "\xff"):
        kept.write_text(content, encoding="latin-1")
        assert read_kept(kept, Resources) is None
