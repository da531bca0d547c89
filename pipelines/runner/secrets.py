"""Secrets for local runs: `.penstock/secrets.toml` in the project, one table a secret, as a cluster would hold them."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from penstock.errors import RunError
from pipelines.runner.executors import SecretAsVariables

PLACE = Path(".penstock") / "secrets.toml"


def secret_environment(project: Path, wanted: Sequence[SecretAsVariables]) -> dict[str, str]:
    """Give the environment variables that `wanted` asks for. Raises `RunError` naming the missing key, never a value."""
    if not wanted:
        return {}
    held = _read(project / PLACE)
    found: dict[str, str] = {}
    for secret in wanted:
        for key in secret.key_to_env:
            value = held.get(secret.secret_name, {}).get(key.secret_key)
            if value is not None:
                found[key.env_var] = value
            elif not secret.optional:
                raise RunError(
                    f"the secret `{secret.secret_name}` has no key `{key.secret_key}` here",
                    where=str(PLACE),
                    fix=f'write under [{secret.secret_name}]: {key.secret_key} = "..."',
                )
    return found


def _read(path: Path) -> Mapping[str, Mapping[str, str]]:
    if not path.exists():
        return {}
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, dict[str, str]])
    except (OSError, ValueError):
        # The parser's message may quote a line, and lines here are secrets.
        raise RunError(
            "the secrets cannot be read", where=str(PLACE), fix='write tables of text: [name], then key = "value"'
        ) from None
