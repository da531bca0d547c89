"""A secret is found wherever it stands in a spec, and its value is never told."""

import msgspec
import pytest

from pipelines.lint.rule import Hit
from tests.pipelines.lint.specs import CONTAINER, PLATFORM, TASK, TRAIN, hits

VALUE = "Correct-Horse!"
ADDRESS = f"postgresql://reader:{VALUE}@warehouse.example.com/sales"
DEFINITIONS = "components/comp-train/inputDefinitions/parameters"


def secrets(changes: dict[str, object]) -> dict[str, list[Hit]]:
    """Return what is found, with the proof that no value is told."""
    found = hits(changes)
    assert all("horse" not in hit.message.lower() for told in found.values() for hit in told)
    return found


@pytest.mark.parametrize(
    ("changes", "slug", "tasks"),
    [
        ({f"{TASK}/inputs/parameters/password": {"runtimeValue": {"constant": VALUE}}}, "secret-parameter", (TRAIN,)),
        (
            {f"{TASK}/inputs/parameters/password": {"runtimeValue": {"constantValue": {"stringValue": VALUE}}}},
            "secret-parameter",
            (TRAIN,),
        ),
        ({f"{TASK}/inputs/parameters/db": {"runtimeValue": {"constant": {"password": VALUE}}}}, "secret-parameter", (TRAIN,)),
        ({f"{CONTAINER}/env": [{"name": "DB_PASSWORD", "value": VALUE}]}, "secret-variable", (TRAIN,)),
        ({f"{DEFINITIONS}/api_key": {"defaultValue": VALUE}}, "secret-default", (TRAIN,)),
        ({"root/inputDefinitions": {"parameters": {"token": {"defaultValue": VALUE}}}}, "secret-default", ("nightly",)),
        (
            {f"{PLATFORM}/initContainers": [{"image": "a", "env": [{"name": "TOKEN", "value": VALUE}]}]},
            "secret-variable",
            (TRAIN,),
        ),
    ],
)
def test_a_value_under_the_name_of_a_secret_is_found(changes: dict[str, object], slug: str, tasks: tuple[str, ...]) -> None:
    found = secrets(changes)
    assert [hit.tasks for hit in found[slug]] == [tasks]
    assert {each for each in found if each.startswith("secret")} == {slug}


@pytest.mark.parametrize(
    ("changes", "tasks", "key"),
    [
        ({f"{TASK}/inputs/parameters/source": {"runtimeValue": {"constant": ADDRESS}}}, TRAIN, "constant"),
        ({f"{CONTAINER}/env": [{"name": "SOURCE", "value": ADDRESS}]}, TRAIN, "value"),
        ({f"{CONTAINER}/args": ["--source", ADDRESS]}, TRAIN, "args"),
        ({f"{CONTAINER}/command": ["python", "-c", f"source = {ADDRESS!r}"]}, TRAIN, "command"),
        ({f"{DEFINITIONS}/source": {"defaultValue": ADDRESS}}, TRAIN, "defaultValue"),
        ({f"{DEFINITIONS}/source": {"description": f"such as {ADDRESS}"}}, TRAIN, "description"),
        ({f"{PLATFORM}/podMetadata": {"annotations": {"source": ADDRESS}}}, TRAIN, "source"),
        ({"pipelineInfo/description": ADDRESS}, "nightly", "description"),
        ({"defaultPipelineRoot": ADDRESS}, "nightly", "defaultPipelineRoot"),
        ({"platforms/kubernetes/pipelineConfig": {"workspace": ADDRESS}}, "nightly", "workspace"),
        ({"components/comp-unused": {"executorLabel": "exec-train", "note": ADDRESS}}, "comp-unused", "note"),
        (
            {"deploymentSpec/executors/exec-unused": {"importer": {"artifactUri": {"constant": ADDRESS}}}},
            "exec-unused",
            "constant",
        ),
    ],
)
def test_the_shape_of_a_secret_is_found_anywhere(changes: dict[str, object], tasks: str, key: str) -> None:
    found = secrets(changes)
    assert [(hit.tasks, hit.message) for hit in found["secret-text"]] == [
        ((tasks,), f"an address with a password stands under {key}")
    ]


def test_a_secret_with_a_name_and_a_shape_is_reported_once() -> None:
    found = secrets({f"{TASK}/inputs/parameters/token": {"runtimeValue": {"constant": ADDRESS}}})
    assert list(found) == ["secret-text"]


@pytest.mark.parametrize(
    "bound",
    [
        {"componentInputParameter": "password"},
        {"taskOutputParameter": {"producerTask": "login", "outputParameterKey": "password"}},
        {"runtimeValue": {"runtimeParameter": "password"}},
        {"runtimeValue": {"constant": "{{$.inputs.parameters['pipelinechannel--password']}}"}},
        {"runtimeValue": {"constant": ""}},
        {"runtimeValue": {"constant": 1234}},
    ],
)
def test_a_parameter_that_only_passes_a_secret_on_is_not_found(bound: object) -> None:
    assert hits({f"{TASK}/inputs/parameters/password": bound}) == {}


def test_a_default_of_a_component_that_nothing_uses_is_left_out() -> None:
    unused = {"executorLabel": "exec-train", "inputDefinitions": {"parameters": {"token": {"defaultValue": VALUE}}}}
    assert hits({"components/comp-unused": unused}) == {}


def test_a_secret_in_the_environment_is_a_note_and_a_mounted_one_is_nothing() -> None:
    as_variable = [{"secretName": "warehouse", "keyToEnv": [{"secretKey": "password", "envVar": "PGPASSWORD"}]}]
    mounted = [{"secretName": "warehouse", "mountPath": "/secrets"}]
    assert [hit.tasks for hit in hits({f"{PLATFORM}/secretAsEnv": as_variable})["secret-as-variable"]] == [(TRAIN,)]
    assert hits({f"{PLATFORM}/secretAsVolume": mounted}) == hits({f"{PLATFORM}/secretAsEnv": []}) == {}


def test_a_hit_stands_at_the_line_of_the_value() -> None:
    (hit,) = secrets({f"{CONTAINER}/env": [{"name": "A", "value": "1"}, {"name": "TOKEN", "value": VALUE}]})["secret-variable"]
    assert hit.node.text == VALUE


def test_every_value_of_a_json_constant_is_looked_at() -> None:
    text = msgspec.json.encode({"host": "db", "url": ADDRESS}).decode()
    assert list(secrets({f"{TASK}/inputs/parameters/config": {"runtimeValue": {"constant": text}}})) == ["secret-text"]
