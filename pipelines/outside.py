"""What the stages of the training pipeline read and change outside it: source files, the champion and the registry."""

import hashlib
import os
from pathlib import Path

import msgspec

from penstock.dataset.manifests import SplitManifest, digest_of, load
from penstock.errors import PenstockError
from penstock.files import sha256_file
from penstock.ingest.files import find_files
from penstock.registry.aliases import CHAMPION
from penstock.registry.bundle import CONTRACT, LINEAGE, MODEL, PLAN
from penstock.registry.lineage import Lineage
from penstock.registry.registry import Registry
from penstock.settings import Source, decode_section, use_local_copy
from penstock.stages.code import code_digest
from pipelines.runner.memory import Call
from pipelines.runner.values import Values


class TrainingWorld:
    """Speak for the training pipeline of one project; `settings` is the digest of its settings."""

    def __init__(self, project: Path, store: Path, settings: str) -> None:
        self._project = project
        self._registry = Registry(store / "registry")
        self._memo = store / "cache" / "modules.json"
        self._settings = settings

    def outside(self, call: Call) -> str | None:
        """Return the digests of a source's files, or whom a candidate is held against; None where that cannot be told."""
        if call.function == "ingest":
            return self._source(decode_section(str(call.inputs.parameters["source"]), Source))
        if call.function in ("evaluate", "register", "refuse"):
            return self._opponent(call)
        return "" if call.cached else None

    def holds(self, call: Call, outputs: Values) -> bool:
        """Tell whether the champion, or the refusal, that a run led to is still there and undamaged."""
        digest = str(outputs.parameters.get("Output", ""))
        try:
            if call.function == "register":
                held = self._registry.aliases.current(CHAMPION)
                return held is not None and held.digest == digest and bool(self._registry.open(digest))
            if call.function == "refuse":
                return digest in {refusal.digest for refusal in self._registry.refused()}
        except PenstockError:
            return False
        return True

    def _source(self, source: Source) -> str | None:
        """A download without a digest, and a database, may give other rows at any time."""
        local = use_local_copy(source, os.environ)
        if local.path is None:
            return "" if local.url is not None and local.sha256 is not None else None
        try:
            files = find_files(local, local.path, self._project)
            content = [(path.name, sha256_file(path)) for path in files]
        except (PenstockError, OSError):
            return None
        return hashlib.sha256(msgspec.json.encode(content)).hexdigest()

    def _opponent(self, call: Call) -> str | None:
        """Return the digest of the champion, or of the one before where the champion came of this very candidate.

        The first run finds no champion and makes one; the same run again must find what the first one found.
        """
        try:
            history = self._registry.aliases.history(CHAMPION)
            while history and self._came_of(history[-1].digest, call):
                history = history[:-1]
        except PenstockError:
            return None
        return f"champion {history[-1].digest}" if history else "no champion"

    def _came_of(self, digest: str, call: Call) -> bool:
        model, splits = (Path(call.inputs.artifacts[name][0].uri) for name in ("model", "splits"))
        bundle = self._registry.open(digest)
        if any(bundle.manifest.files[name].sha256 != sha256_file(model / name) for name in (CONTRACT, PLAN, MODEL)):
            return False
        lineage = msgspec.json.decode(bundle.read(LINEAGE), type=Lineage)
        same_split = lineage.split == digest_of(load(splits, SplitManifest))
        return same_split and lineage.settings == self._settings and lineage.code == code_digest(self._memo)
