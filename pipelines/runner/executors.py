"""The typed reading of how a compiled pipeline starts its components, and of what Kubernetes adds."""

import msgspec

from penstock.errors import RunError


class Variable(msgspec.Struct, frozen=True, rename="camel"):
    """Set an environment variable."""

    name: str
    value: str = ""


class Container(msgspec.Struct, frozen=True, rename="camel"):
    """Hold how a lightweight component is started; its source is the last word of `command`."""

    image: str = ""
    command: list[str] = []
    args: list[str] = []
    env: list[Variable] = []


class Executor(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what a component runs; `container` is absent for importers."""

    container: Container | None = None

    def program(self, task: str) -> tuple[str, str]:
        """Give the source and the function's name. Raises `RunError` if this is no lightweight Python component."""
        container = self.container
        if container is None or "-ec" not in container.command or "--function_to_execute" not in container.args:
            raise RunError(
                "only lightweight Python components run here", where=task, fix="write the stage as a function with @dsl.component"
            )
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


class KubernetesExecutor(msgspec.Struct, frozen=True, rename="camel"):
    """Hold what the platform part adds to an executor; the deadline is text, in seconds."""

    active_deadline_seconds: str | int = 0
    secret_as_env: list[SecretAsVariables] = []

    @property
    def timeout_seconds(self) -> float | None:
        """Give the wall-clock limit of one attempt, or None."""
        return float(self.active_deadline_seconds) or None


class Executors(msgspec.Struct, frozen=True, rename="camel"):
    """Hold executors by label."""

    executors: dict[str, Executor] = {}


class KubernetesExecutors(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the platform's additions by executor label."""

    executors: dict[str, KubernetesExecutor] = {}


class _Kubernetes(msgspec.Struct, frozen=True, rename="camel"):
    deployment_spec: KubernetesExecutors = KubernetesExecutors()


class _Platforms(msgspec.Struct, frozen=True, rename="camel"):
    kubernetes: _Kubernetes = _Kubernetes()


class PlatformDocument(msgspec.Struct, frozen=True, rename="camel"):
    """Hold the second document of a compiled pipeline."""

    platforms: _Platforms = _Platforms()
