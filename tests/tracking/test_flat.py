"""Settings become flat names; what differs from its default is marked, and no address keeps what might be a secret."""

import pytest

from penstock.settings import About, Evaluation, Resources, SearchSpace, Settings, Source, Training, Tuning
from penstock.tracking.flat import Setting, flatten, safe_address

SETTINGS = Settings(
    project=About(name="houses", seed=7),
    sources=(
        Source(name="north", kind="csv", path="a.csv", missing=("", "-")),
        Source(name="base", kind="sql", database="postgresql://me:hunter22@db.example.org/houses?password=x", query="select 1"),
    ),
    tuning=Tuning(trials=3, space={"max_iter": SearchSpace(kind="int", low=10, high=20)}),
    training=Training(parameters={"max_depth": None}),
    evaluation=Evaluation(segments=("district",)),
    resources={"train": Resources(memory="2Gi")},
)


def test_every_setting_has_a_name_that_says_where_it_stands() -> None:
    found = flatten(SETTINGS)
    assert found["tuning.trials"] == Setting(3, default=False)
    assert found["tuning.sampler"] == Setting("tpe", default=True)
    assert found["project.seed"] == Setting(7, default=True)
    assert found["sources.north.path"] == Setting("a.csv", default=False)
    assert found["sources.north.missing"] == Setting(["", "-"], default=False)
    assert "sources.north.name" not in found
    assert found["sources.north.delimiter"] == Setting(",", default=True)
    assert found["resources.train.memory"] == Setting("2Gi", default=False)
    assert found["resources.train.cpu"] == Setting("1", default=True)


def test_what_a_project_names_itself_is_never_a_default() -> None:
    found = flatten(SETTINGS)
    assert found["training.parameters.max_depth"] == Setting(None, default=False)
    assert found["tuning.space.max_iter.low"] == Setting(10, default=False)
    assert found["evaluation.segments"] == Setting(["district"], default=False)


def test_an_address_keeps_its_host_and_path_alone() -> None:
    assert flatten(SETTINGS)["sources.base.database"].value == "postgresql://db.example.org/houses?***"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.org/a.csv", "https://example.org/a.csv"),
        ("https://user:pass@example.org:8443/a.csv?token=abc#x", "https://example.org:8443/a.csv?***"),
        ("https://a@b@example.org/a.csv", "https://example.org/a.csv"),
        ("sqlite:///data/a.db", "sqlite:///data/a.db"),
        ("https://[broken", "***"),
    ],
)
def test_what_might_be_a_secret_in_an_address_is_left_out(given: str, kept: str) -> None:
    assert safe_address(given) == kept


def test_known_secrets_are_hidden_wherever_they_stand() -> None:
    settings = Settings(
        project=About(name="houses"),
        sources=(Source(name="north", kind="csv", url="https://example.org/hunter22/a.csv", missing=("", "hunter22")),),
    )
    found = flatten(settings, lambda text: text.replace("hunter22", "***"))
    assert found["sources.north.url"].value == "https://example.org/***/a.csv"
    assert found["sources.north.missing"].value == ["", "***"]
