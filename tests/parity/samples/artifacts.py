"""Samples of artifacts: every kind, their metadata, lists of them, imported ones."""

from kfp import dsl
from kfp.dsl import HTML, Artifact, ClassificationMetrics, Dataset, Input, Markdown, Metrics, Model, Output

from tests.parity.samples.sample import Sample, stage


@stage
def make(
    thing: Output[Artifact],
    table: Output[Dataset],
    model: Output[Model],
    figures: Output[Metrics],
    curve: Output[ClassificationMetrics],
    page: Output[HTML],
    note: Output[Markdown],
) -> str:
    from pathlib import Path

    Path(thing.path).write_bytes(bytes(range(256)))
    Path(table.path).mkdir()
    for name in ("b", "a"):
        (Path(table.path) / f"{name}.csv").write_text(name)
    table.metadata["columns"] = ["a", {"b": 0.5}]
    table.metadata["complete"] = True
    model.framework = "none"
    Path(model.path).write_text("weights")
    figures.log_metric("error", 0.25)
    curve.log_confusion_matrix(["yes", "no"], [[0.5, 1.5], [2.5, 3.5]])
    Path(page.path).write_text("<p>page</p>")
    Path(note.path).write_text("# note")
    return "made"


@stage
def look(
    thing: Input[Artifact],
    table: Input[Dataset],
    model: Input[Model],
    figures: Input[Metrics],
    curve: Input[ClassificationMetrics],
    page: Input[HTML],
    note: Input[Markdown],
) -> dict:
    from pathlib import Path

    found = {}
    for item in (thing, table, model, figures, curve, page, note):
        kind = type(item)
        found[item.name] = [kind.__name__, item.schema_title, item.metadata, Path(item.path).exists(), Path(item.path).is_dir()]
    return found


@stage
def draw(text: str) -> Dataset:
    return text * 2


@stage
def moved(table: Output[Dataset]) -> None:
    from pathlib import Path

    Path("elsewhere.csv").write_text("elsewhere")
    table.path = str(Path("elsewhere.csv").resolve())


@stage
def read(table: Input[Dataset]) -> str:
    from pathlib import Path

    return Path(table.path).read_text()


@stage
def paths(table: dsl.InputPath("Dataset"), copy: dsl.OutputPath("Dataset")) -> None:
    import shutil

    shutil.copyfile(table, copy)


@stage
def numbered(number: int, table: Output[Dataset]) -> None:
    from pathlib import Path

    Path(table.path).write_text(f"table {number}")
    table.metadata["number"] = number / 4


@stage
def join(tables: Input[list[Dataset]]) -> list:
    from pathlib import Path

    return [[Path(table.path).read_text(), table.metadata["number"], type(table).__name__] for table in tables]


@stage
def describe(table: Input[Dataset]) -> dict:
    from pathlib import Path

    return {"text": Path(table.path).read_text(), "metadata": table.metadata, "kind": table.schema_title}


@stage
def given() -> str:
    return "table.csv"


@dsl.pipeline(name="artifacts")
def artifacts() -> None:
    made = make()
    look(**{name: made.outputs[name] for name in ("thing", "table", "model", "figures", "curve", "page", "note")})


@dsl.pipeline(name="returned-artifacts")
def returned_artifacts() -> None:
    paths(table=draw(text="a").output)


@dsl.pipeline(name="artifact-elsewhere")
def artifact_elsewhere() -> None:
    read(table=moved().outputs["table"])


@dsl.pipeline
def many(numbers: list) -> list[Dataset]:
    with dsl.ParallelFor(numbers) as number:
        made = numbered(number=number)
    return dsl.Collected(made.outputs["table"])


@dsl.pipeline
def each(tables: Input[list[Dataset]]) -> None:
    with dsl.ParallelFor(tables) as table:
        describe(table=table)


@dsl.pipeline(name="artifact-lists")
def artifact_lists() -> None:
    join(tables=many(numbers=[2, 1]).output)


@dsl.pipeline(name="loop-over-artifacts")
def loop_over_artifacts() -> None:
    with dsl.ParallelFor(many(numbers=[2, 1]).output) as table:
        describe(table=table)


@dsl.pipeline(name="loop-over-given-artifacts")
def loop_over_given_artifacts() -> None:
    each(tables=many(numbers=[2, 1]).output)


@dsl.pipeline(name="imports")
def imports(uri: str = "table.csv", rows: int = 3) -> None:
    known = {"owner": "us", "sizes": [0.5, {"rows": rows}]}
    describe(table=dsl.importer(artifact_uri="table.csv", artifact_class=Dataset, metadata=known).output)
    describe(table=dsl.importer(artifact_uri=uri, artifact_class=Dataset, reimport=True).output)
    describe(table=dsl.importer(artifact_uri=given().output, artifact_class=Dataset).output)


@dsl.pipeline(name="importer-absent")
def importer_absent() -> None:
    dsl.importer(artifact_uri="absent.csv", artifact_class=Dataset)


@dsl.pipeline(name="importer-remote")
def importer_remote() -> None:
    dsl.importer(artifact_uri="s3://bucket/table.csv", artifact_class=Dataset)


@dsl.pipeline(name="importer-workspace", pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi")))
def importer_workspace() -> None:
    describe(table=dsl.importer(artifact_uri="table.csv", artifact_class=Dataset, download_to_workspace=True).output)


SAMPLES = [
    Sample(artifacts),
    Sample(returned_artifacts),
    Sample(artifact_elsewhere),
    Sample(artifact_lists),
    Sample(loop_over_artifacts),
    Sample(loop_over_given_artifacts),
    Sample(imports),
    Sample(importer_absent),
    Sample(importer_remote),
    Sample(importer_workspace),
]
