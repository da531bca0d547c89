"""The digest of the code that makes a model: the modules that the stages reach, and the libraries they compute with."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from penstock.tracking.modules import ModuleFinder, own_root

# What can change a bit of a model; orchestration and output cannot.
LIBRARIES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "skops", "optuna", "xgboost-cpu", "lightgbm")
STAGES = ("ingest", "combine", "split", "tune", "train", "evaluate")


def code_digest(memo: Path) -> str:
    """Return `sha256:<hex>` over the modules that make a model, comments left out, and the versions of the libraries.

    `memo` is a file that may keep what was parsed.
    """
    finder = ModuleFinder((own_root(),), memo)
    total = hashlib.sha256()
    for name, digest in finder.reached_from(f"penstock.stages.{stage}" for stage in STAGES).items():
        total.update(f"{name}\0{digest}\n".encode())
    finder.save()
    for name in LIBRARIES:
        total.update(f"{name}=={_version(name)}\n".encode())
    return "sha256:" + total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
