"""Samples of nested pipelines, of what a stage finds around it, and of what needs a container."""

from typing import NamedTuple

from kfp import dsl, kubernetes
from kfp.dsl import Dataset, Input, Output

from tests.parity.samples.sample import Sample, stage


class Written(NamedTuple):
    """What a nested pipeline gives."""

    table: Dataset
    length: int


@stage
def write(text: str, table: Output[Dataset]) -> int:
    from pathlib import Path

    Path(table.path).write_text(text)
    return len(text)


@stage
def read(table: Input[Dataset], length: int) -> str:
    from pathlib import Path

    return f"{Path(table.path).read_text()} {length}"


@stage
def variable() -> str:
    import os

    return os.environ["PLAIN"]


@stage
def secret() -> str:
    import os

    return os.environ.get("PASSWORD", "absent")


@stage
def deposit(folder: str) -> str:
    from pathlib import Path

    (Path(folder) / "note").write_text("shared")
    return "note"


@stage
def fetch(path: str) -> str:
    from pathlib import Path

    return Path(path).read_text()


@stage
def mounted() -> bool:
    from pathlib import Path

    return Path("/mnt/penstock-parity").exists()


@stage
def work() -> str:
    return "worked"


@stage
def eat() -> int:
    return len(bytearray(2**29))


@dsl.component(base_image="registry.local/stage:1", target_image="registry.local/stage:2", install_kfp_package=False)
def containerized() -> str:
    return "built"


@dsl.component(base_image="registry.local/stage:1", packages_to_install=["penstock-absent"], install_kfp_package=False)
def packed() -> str:
    return "worked"


@dsl.container_component
def container(text: str) -> dsl.ContainerSpec:
    return dsl.ContainerSpec(image="registry.local/tool:1", command=["echo"], args=[text])


@dsl.container_component
def concatenated(text: str, more: str = "") -> dsl.ContainerSpec:
    return dsl.ContainerSpec(
        image="registry.local/tool:1",
        command=["echo"],
        args=[dsl.ConcatPlaceholder(["--text=", text]), dsl.IfPresentPlaceholder("more", then=["--more"], else_=["--less"])],
    )


@dsl.pipeline
def written(text: str, suffix: str = "!") -> Written:
    made = write(text=text)
    again = write(text=suffix)
    return Written(made.outputs["table"], again.outputs["Output"])


@dsl.pipeline
def wrapped(text: str) -> Written:
    made = written(text=text)
    return Written(made.outputs["table"], made.outputs["length"])


@dsl.pipeline(name="nested-pipelines")
def nested_pipelines(text: str = "rows") -> None:
    made = wrapped(text=text)
    read(table=made.outputs["table"], length=made.outputs["length"])


@dsl.pipeline(name="environment")
def environment() -> None:
    variable().set_env_variable("PLAIN", "two words")


@dsl.pipeline(name="secret-as-variable")
def secret_as_variable() -> None:
    kubernetes.use_secret_as_env(secret(), "database", {"password": "PASSWORD"})


@dsl.pipeline(name="secret-by-parameter")
def secret_by_parameter(name: str = "database") -> None:
    kubernetes.use_secret_as_env(secret(), name, {"password": "PASSWORD"})


@dsl.pipeline(name="secret-as-volume")
def secret_as_volume() -> None:
    kubernetes.use_secret_as_volume(mounted(), "database", "/mnt/penstock-parity")


@dsl.pipeline(name="volume")
def volume() -> None:
    kubernetes.mount_pvc(mounted(), "claim", "/mnt/penstock-parity")


@dsl.pipeline(name="config-map")
def config_map() -> None:
    kubernetes.use_config_map_as_env(secret(), "settings", {"password": "PASSWORD"})


@dsl.pipeline(name="field-path")
def field_path() -> None:
    kubernetes.use_field_path_as_env(secret(), "PASSWORD", "metadata.name")


@dsl.pipeline(name="placement")
def placement() -> None:
    task = work().set_cpu_limit("1").set_memory_request("1G").set_display_name("a name").set_accelerator_limit(1)
    kubernetes.add_node_selector(task, "disk", "ssd")
    kubernetes.add_toleration(task, key="k", operator="Exists")
    kubernetes.add_pod_label(task, "team", "ours")
    kubernetes.set_image_pull_policy(task, "Always")


@dsl.pipeline(name="packages")
def packages() -> None:
    packed()


@dsl.pipeline(name="memory-limit")
def memory_limit() -> None:
    eat().set_memory_limit("256Mi")


@dsl.pipeline(name="workspace", pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi")))
def workspace() -> None:
    fetch(path=f"{dsl.WORKSPACE_PATH_PLACEHOLDER}/{deposit(folder=dsl.WORKSPACE_PATH_PLACEHOLDER).output}")


@dsl.pipeline(name="container-component")
def container_component() -> None:
    container(text="a")


@dsl.pipeline(name="container-placeholders")
def container_placeholders() -> None:
    concatenated(text="a")


@dsl.pipeline(name="containerized-component")
def containerized_component() -> None:
    containerized()


SAMPLES = [
    Sample(nested_pipelines),
    Sample(environment),
    Sample(secret_as_variable),
    Sample(secret_by_parameter),
    Sample(secret_as_volume),
    Sample(volume),
    Sample(config_map),
    Sample(field_path),
    Sample(placement),
    Sample(memory_limit),
    Sample(packages),
    Sample(workspace),
    Sample(container_component),
    Sample(container_placeholders),
    Sample(containerized_component),
]
