"""The ingest component reads a project's file, and says in its pod's log why it cannot."""

from pathlib import Path

from penstock.contract.frames import arrow_schema
from penstock.dataset.manifests import PartManifest, load
from penstock.settings import Source, encode_section
from tests.components.conftest import RunComponent
from tests.stages.samples import CONTRACT

SOURCE = Source(name="north", kind="csv", path="north.csv")
ASKED = {"contract": CONTRACT.encode().decode(), "source": encode_section(SOURCE)}


def test_relative_paths_start_at_the_project_and_the_rows_are_counted(run_component: RunComponent, tmp_path: Path) -> None:
    rows = ["h1,50,north,1000", "h2,60,south,2000", "h3,many,south,3000"]
    (tmp_path / "north.csv").write_text("\n".join([",".join(arrow_schema(CONTRACT).names), *rows]))
    ended = run_component("ingest", ASKED)
    assert (ended.code, ended.output) == (0, 2), ended.said
    part = load(ended.artifact("part"), PartManifest)
    assert (part.source, part.rows, part.quarantined) == ("north", 2, 1)


def test_an_absent_file_fails_the_pod_with_place_and_fix_in_its_last_lines(run_component: RunComponent) -> None:
    ended = run_component("ingest", ASKED)
    assert ended.code == 1
    last = ended.said.rstrip().splitlines()[-3:]
    assert last[0] == "penstock.errors.SourceError: there is no file 'north.csv'"
    assert last[1] == "  where: sources.north.path"
    assert last[2].startswith("  fix:")
    assert not ended.artifact("part").exists()
