"""A project compiles to the same spec every time, and every task in it is bounded."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

GOLDEN = Path(__file__).parent / "golden" / "house_prices.yaml"
EXAMPLE = Path(__file__).parents[2] / "examples" / "house_prices"


def compiled(into: Path) -> str:
    # A process of its own: importing kfp warns, and warnings are errors here.
    command = [str(Path(sys.executable).with_name("penstock")), "compile", str(EXAMPLE), "--output", str(into)]
    subprocess.run(command, check=True, capture_output=True)
    return without_version(into.read_text())


def without_version(spec: str) -> str:
    """Leave out the one line that every release of the compiler writes differently."""
    return re.sub(r"^sdkVersion: kfp-[\d.]+$", "", spec, count=1, flags=re.MULTILINE)


def test_the_example_compiles_to_the_recorded_spec(tmp_path: Path) -> None:
    assert compiled(tmp_path / "pipeline.yaml") == without_version(GOLDEN.read_text())


def test_every_task_has_limits_a_timeout_and_a_bounded_retry() -> None:
    spec, platform = yaml.safe_load_all(GOLDEN.read_text())
    bounded = platform["platforms"]["kubernetes"]["deploymentSpec"]["executors"]
    for label, executor in spec["deploymentSpec"]["executors"].items():
        assert executor["container"]["resources"]["resourceMemoryLimit"]
        assert executor["container"]["resources"]["resourceCpuLimit"]
        assert int(bounded[label]["activeDeadlineSeconds"]) > 0
    tasks = spec["components"]["comp-exit-handler-1"]["dag"]["tasks"]
    assert all("retryPolicy" in task for name, task in tasks.items() if not name.startswith("condition"))


def test_no_stage_installs_anything_when_it_runs() -> None:
    spec, _ = yaml.safe_load_all(GOLDEN.read_text())
    for executor in spec["deploymentSpec"]["executors"].values():
        assert "pip install" not in " ".join(executor["container"]["command"])
