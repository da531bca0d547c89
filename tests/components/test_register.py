"""The register component makes the candidate champion in the store that the environment names."""

from penstock.registry.aliases import CHAMPION
from penstock.registry.registry import Registry
from tests.components.conftest import RunComponent
from tests.stages.samples import SETTINGS, Made


def test_the_digest_it_gives_is_the_champions(run_component: RunComponent, made: Made) -> None:
    report = made.dataset.with_name("report.json")
    asked = {"name": "houses", "settings": SETTINGS}
    ended = run_component("register", asked, dataset=made.dataset, splits=made.splits, model=made.model, report=report)
    assert ended.code == 0, ended.said
    assert Registry(ended.store / "registry").resolve(CHAMPION).digest == ended.output
