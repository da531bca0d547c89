"""Say which datasets the stages of a run read and wrote: sources by their place, artifacts by stage and name, all by digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import UNSET

from penstock.tracking.flat import Setting
from pipelines.cache.artifacts import ArtifactStore, size_of
from pipelines.cache.ingredients import artifact_digest
from pipelines.cache.outcomes import KeptArtifact, Outcome
from pipelines.history import openlineage as documents
from pipelines.report.gather import contract_of
from pipelines.runner.values import Artifact

# Of these the stage's number is the count of rows.
_TABLES = ("part", "dataset")
_SQL = {"postgresql": "postgres"}


@dataclass(frozen=True, slots=True)
class Datasets:
    """Name the datasets of one run; `settings` are empty where the run did not come to writing them down."""

    namespace: str
    project: str
    folder: Path
    artifacts: ArtifactStore
    settings: Mapping[str, Setting]
    outcomes: Sequence[Outcome]

    def read_by(self, stage: str) -> tuple[documents.Dataset, ...]:
        """Return what a stage read: its source, and the artifacts of other stages, known by their digests."""
        outcome = self._outcome(stage)
        sources = (self._source(stage.removeprefix("ingest-"), outcome),) if stage.startswith("ingest-") else ()
        wanted = outcome.ingredients.inputs if outcome and outcome.ingredients else {}
        producers = self._producers()
        found = []
        for digest in (digest for digests in wanted.values() for digest in digests):
            # Two sources may hold the same rows: then each input is one of them.
            makers = producers.get(digest, [])
            found += [makers.pop(0) if len(makers) > 1 else makers[0]] if makers else []
        return (*(each for each in sources if each is not None), *(self._artifact(name, item) for name, item in found))

    def written_by(self, stage: str) -> tuple[documents.Dataset, ...]:
        """Return what a stage wrote; a bundle that was registered too."""
        outcome = self._outcome(stage)
        if outcome is None:
            return ()
        written = [self._output(outcome, item) for items in outcome.artifacts.values() for item in items]
        return (*written, *self.model()) if stage == "register" else tuple(written)

    def sources(self) -> tuple[documents.Dataset, ...]:
        """Return every source of the run."""
        names = [name.split(".")[1] for name in self.settings if name.startswith("sources.") and name.endswith(".kind")]
        found = (self._source(name, self._outcome(f"ingest-{name}")) for name in names)
        return tuple(each for each in found if each is not None)

    def model(self) -> tuple[documents.Dataset, ...]:
        """Return the bundle that the run registered, if it did."""
        outcome = self._outcome("register")
        if outcome is None:
            return ()
        return (self._dataset(f"{self.project}.model", str(outcome.parameters.get("Output", ""))),)

    def _outcome(self, stage: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.name == stage), None)

    def _producers(self) -> dict[str, list[tuple[str, KeptArtifact]]]:
        """Return which stage wrote what, by the digest that others know it by."""
        found: dict[str, list[tuple[str, KeptArtifact]]] = {}
        for outcome in self.outcomes:
            for item in (item for items in outcome.artifacts.values() for item in items):
                artifact = Artifact(item.name, item.uri, item.schema_title, item.schema_version, item.metadata, item.digest)
                found.setdefault(artifact_digest(artifact), []).append((outcome.name, item))
        return found

    def _artifact(self, stage: str, item: KeptArtifact) -> documents.Dataset:
        return self._dataset(f"{self.project}.{stage}.{item.name}", item.digest, self._schema(item))

    def _output(self, outcome: Outcome, item: KeptArtifact) -> documents.Dataset:
        place = self.artifacts.place(item.digest) if item.digest else None
        rows = outcome.parameters.get("Output")
        statistics = documents.StatisticsFacet(
            row_count=rows if item.name in _TABLES and isinstance(rows, int) else UNSET,
            size=size_of(place) if place is not None and place.exists() else UNSET,
        )
        written = self._artifact(outcome.name, item)
        return documents.Dataset(
            namespace=written.namespace,
            name=written.name,
            facets=written.facets,
            output_facets=documents.OutputFacets(output_statistics=statistics),
        )

    def _schema(self, item: KeptArtifact) -> documents.SchemaFacet | None:
        contract = contract_of(self.outcomes) if item.name in _TABLES else None
        if contract is None:
            return None
        fields = (
            documents.SchemaField(name=column.name, type=column.kind, description=f"in {column.unit}" if column.unit else UNSET)
            for column in contract.columns
        )
        return documents.SchemaFacet(fields=tuple(fields))

    def _source(self, name: str, outcome: Outcome | None) -> documents.Dataset | None:
        told = {key: self.settings.get(f"sources.{name}.{key}") for key in ("path", "url", "database", "sha256")}
        path, url, database, pinned = (str(each.value) if each and each.value else "" for each in told.values())
        seen = outcome.ingredients.outside if outcome and outcome.ingredients else ""
        version = f"sha256:{pinned or seen}" if pinned or seen else ""
        if path:
            return self._dataset((self.folder / path).resolve().as_posix(), version, namespace="file")
        if url or database:
            parts = urlsplit(url or database)
            scheme = parts.scheme.partition("+")[0]
            place = f"{_SQL.get(scheme, scheme)}://{parts.netloc}" if parts.netloc else "file"
            return self._dataset(parts.path.lstrip("/") if database and parts.netloc else parts.path, version, namespace=place)
        return None

    def _dataset(
        self, name: str, version: str, schema: documents.SchemaFacet | None = None, namespace: str = ""
    ) -> documents.Dataset:
        return documents.Dataset(
            namespace=namespace or self.namespace,
            name=name,
            facets=documents.DatasetFacets(
                version=documents.VersionFacet(dataset_version=version) if version else UNSET,
                schema=schema if schema is not None else UNSET,
            ),
        )
