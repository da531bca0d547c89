"""Pack a fitted estimator into bytes without pickle, the same bytes for the same model, and read it back safely."""

import io
import json
import zipfile
from typing import cast

import numpy as np
import skops.io
from numpy.typing import NDArray
from skops.io.exceptions import UntrustedTypesFoundException

from penstock.errors import ProjectError, RegistryError
from penstock.model.estimators import Estimator

TRUSTED = (
    "collections.OrderedDict",
    "functools.partial",
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "numpy.dtype",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "sklearn.utils.validation.check_array",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
)
_SCHEMA = "schema.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Whether two equal constants are one object depends on the interpreter, so these never share a number.
_CONSTANTS = frozenset({"JsonNode", "TupleNode"})


def dumps(estimator: Estimator) -> bytes:
    """Pack a fitted estimator into canonical skops bytes. Raises `ProjectError` if it holds a type that is not trusted."""
    packed = cast(bytes, skops.io.dumps(estimator))
    foreign = _foreign(packed)
    if foreign:
        fix = "choose another estimator"
        raise ProjectError(
            f"the model holds a type that cannot be kept safely: {foreign[0]}", where="training.estimator", fix=fix
        )
    return canonical(packed)


def loads(packed: bytes) -> Estimator:
    """Read a packed estimator. Raises `RegistryError` for damaged bytes or a type that is not trusted."""
    fix = "register the model again from a trusted run"
    try:
        return cast(Estimator, skops.io.loads(packed, trusted=list(TRUSTED)))
    except UntrustedTypesFoundException as error:
        raise RegistryError("the packed model asks for types that are not trusted", where="model.skops", fix=fix) from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, ImportError, EOFError) as error:
        raise RegistryError("the packed model is damaged", where="model.skops", fix=fix) from error


def _foreign(packed: bytes) -> list[str]:
    return sorted(set(skops.io.get_untrusted_types(data=packed)) - set(TRUSTED))


def canonical(packed: bytes) -> bytes:
    """Return skops bytes free of memory addresses, random names, dates and unused memory."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members.pop(_SCHEMA))
    names = _Names()
    names.walk(schema)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for old, new in names.files.items():
            _write(archive, new, _clean(members[old]) if new.endswith(".npy") else members[old])
        _write(archive, _SCHEMA, json.dumps(schema, indent=1).encode())
    return out.getvalue()


class _Names:
    """Number objects and files by first appearance."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self._ids: dict[int, int] = {}
        self._count = 0

    def walk(self, node: object) -> None:
        """Renumber `node` and all below it in place."""
        if isinstance(node, dict):
            self._renumber(node)
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            self.walk(child)

    def _renumber(self, node: dict[str, object]) -> None:
        old, file = node.get("__id__"), node.get("file")
        if isinstance(old, int):
            shared = None if node.get("__loader__") in _CONSTANTS else self._ids.get(old)
            if shared is None:
                self._count += 1
                shared = self._ids[old] = self._count
            node["__id__"] = shared
        if isinstance(file, str):
            suffix = file.rpartition(".")[2]
            node["file"] = self.files.setdefault(file, f"{len(self.files):06d}.{suffix}")


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _clean(content: bytes) -> bytes:
    """Zero the bytes of a tree's node records that belong to no field: they are whatever the memory held before."""
    array: NDArray[np.void] = np.load(io.BytesIO(content), allow_pickle=False)
    fields = array.dtype.names
    if fields is None:
        return content
    fresh = np.frombuffer(bytearray(array.nbytes), dtype=array.dtype).reshape(array.shape)
    for field in fields:
        fresh[field] = array[field]
    if {"left_child", "missing_go_to_left"} <= set(fields):
        fresh["missing_go_to_left"][fresh["left_child"] == -1] = 0
    out = io.BytesIO()
    np.save(out, fresh, allow_pickle=False)
    return out.getvalue()
