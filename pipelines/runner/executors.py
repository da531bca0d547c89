"""The typed reading of how a compiled pipeline starts its components, and of what Kubernetes adds."""

import re

import msgspec

from penstock.errors import RunError

# Source: the Kubernetes API's quantities; a limit on memory below a byte has no meaning.
_UNITS = {"": 1, **{f"{letter}": 1000**power for power, letter in enumerate("kMGTPE", start=1)}}
_UNITS |= {f"{letter}i": 1024**power for power, letter in enumerate("KMGTPE", start=1)}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kMGTPE]|[KMGTPE]i)?")


class Variable(msgspec.Struct, frozen=True, rename="camel"):
    """Set an environment variable."""

    name: str
    value: str = ""


class Bounds(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the memory that a component may take, as Kubernetes writes it; a parameter's placeholder is no bound here."""

    resource_memory_limit: str = ""

    @property
    def memory_bytes(self) -> int | None:
        """Give the limit in bytes, or None."""
        match = _QUANTITY.fullmatch(self.resource_memory_limit)
        return int(float(match[1]) * _UNITS[match[2] or ""]) if match else None


class Container(msgspec.Struct, frozen=True, rename="camel"):
    """Hold how a lightweight component is started; its source is the last word of `command`."""

    image: str = ""
    command: list[str] = []
    args: list[str] = []
    env: list[Variable] = []
    resources: Bounds = Bounds()


class Importer(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what is said of an imported artifact; its address is the importer's input `uri`."""

    metadata: dict[str, object] = {}


class Executor(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what a component runs: one of both is there."""

    container: Container | None = None
    importer: Importer | None = None

    def program(self, task: str) -> tuple[str, str]:
        """Give the source and the function's name. Raises `RunError` if this is no lightweight Python component."""
        container = self.container
        if container is None or "--function_to_execute" not in container.args:
            fix = "write the stage as a function with @dsl.component"
            raise RunError("a container component does not run here", where=task, fix=fix)
        if "-ec" not in container.command:
            fix = "leave `target_image` out, so that the compiled pipeline holds the stage's source"
            raise RunError("a component whose source is in an image does not run here", where=task, fix=fix)
        return container.command[-1], container.args[container.args.index("--function_to_execute") + 1]


class KeyToVariable(msgspec.Struct, frozen=True, rename="camel"):
    """Map a key of a secret to an environment variable."""

    secret_key: str
    env_var: str


class SecretAsVariables(msgspec.Struct, frozen=True, rename="camel"):
    """Give a secret to a task as environment variables."""

    secret_name: str = ""
    key_to_env: list[KeyToVariable] = []
    optional: bool = False


class Mount(msgspec.Struct, frozen=True, rename="camel"):
    """Put a volume into a task's file system."""

    mount_path: str = ""
    optional: bool = False


class PodValue(msgspec.Struct, frozen=True, rename="camel"):
    """Give a task an environment variable whose value only a cluster knows."""

    optional: bool = False


class KubernetesExecutor(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what the platform part adds to an executor; the deadline is text, in seconds."""

    active_deadline_seconds: str | int = 0
    secret_as_env: list[SecretAsVariables] = []
    secret_as_volume: list[Mount] = []
    config_map_as_volume: list[Mount] = []
    pvc_mount: list[Mount] = []
    generic_ephemeral_volume: list[Mount] = []
    empty_dir_mounts: list[Mount] = []
    config_map_as_env: list[PodValue] = []
    field_path_as_env: list[PodValue] = []

    @property
    def timeout_seconds(self) -> float | None:
        """Give the wall-clock limit of one attempt, or None."""
        return float(self.active_deadline_seconds) or None

    @property
    def mounts(self) -> list[Mount]:
        """List the volumes that the task cannot do without."""
        volumes = (*self.secret_as_volume, *self.config_map_as_volume, *self.pvc_mount, *self.generic_ephemeral_volume)
        return [mount for mount in (*volumes, *self.empty_dir_mounts) if not mount.optional]


class Executors(msgspec.Struct, frozen=True, rename="camel"):
    """Hold executors by label."""

    executors: dict[str, Executor] = {}


class KubernetesExecutors(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the platform's additions by executor label."""

    executors: dict[str, KubernetesExecutor] = {}


class _PipelineConfig(msgspec.Struct, frozen=True, rename="camel"):
    workspace: dict[str, object] | None = None


class _Kubernetes(msgspec.Struct, frozen=True, rename="camel"):
    deployment_spec: KubernetesExecutors = KubernetesExecutors()
    pipeline_config: _PipelineConfig = _PipelineConfig()


class _Platforms(msgspec.Struct, frozen=True, rename="camel"):
    kubernetes: _Kubernetes = _Kubernetes()


class PlatformDocument(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the second document of a compiled pipeline."""

    platforms: _Platforms = _Platforms()
