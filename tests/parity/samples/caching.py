"""Samples of what an earlier run may answer for."""

from kfp import dsl
from kfp.dsl import Dataset, Input

from tests.parity.samples.sample import Sample, stage


@stage
def counted(text: str) -> str:
    from pathlib import Path

    Path(f"execution-{len(list(Path.cwd().glob('execution-*')))}").touch()
    return text


@stage
def change() -> str:
    from pathlib import Path

    with Path("table.csv").open("a") as table:
        table.write("3,4\n")
    return "table.csv"


@stage
def lines(table: Input[Dataset]) -> int:
    from pathlib import Path

    Path(f"execution-{len(list(Path.cwd().glob('execution-*')))}").touch()
    return len(Path(table.path).read_text().splitlines())


@dsl.pipeline(name="caching")
def caching() -> None:
    counted(text="again")


@dsl.pipeline(name="caching-off")
def caching_off() -> None:
    counted(text="again").set_caching_options(False)


@dsl.pipeline(name="caching-of-a-name")
def caching_of_a_name() -> None:
    counted(text=dsl.PIPELINE_JOB_ID_PLACEHOLDER)


@dsl.pipeline(name="caching-by-key")
def caching_by_key() -> None:
    counted(text=dsl.PIPELINE_JOB_ID_PLACEHOLDER).set_caching_options(True, cache_key="key")


@dsl.pipeline(name="caching-of-content")
def caching_of_content() -> None:
    changed = change().set_caching_options(False)
    lines(table=dsl.importer(artifact_uri=changed.output, artifact_class=Dataset).output)


SAMPLES = [
    Sample(caching, rounds=2),
    Sample(caching_off, rounds=2),
    Sample(caching_of_a_name, rounds=2),
    Sample(caching_by_key, rounds=2),
    Sample(caching_of_content, rounds=2),
]
