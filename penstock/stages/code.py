"""The digest of the code that makes a model: penstock's own source and the libraries it computes with."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import penstock

# What can change a bit of a model; orchestration and output cannot.
LIBRARIES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "skops", "optuna", "xgboost-cpu", "lightgbm")


def code_digest() -> str:
    """Return `sha256:<hex>` over penstock's source files and the versions of the libraries."""
    total = hashlib.sha256()
    root = Path(penstock.__file__).parent
    for path in sorted(root.rglob("*.py")):
        total.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        total.update(f"{name}=={_version(name)}\n".encode())
    return "sha256:" + total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
