"""One candidate for all tests of the stages."""

from collections.abc import Callable

import pytest

from penstock.stages.places import STORE
from tests.stages.samples import Made, make_candidate


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    def stages(name: str) -> Made:
        folder = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(STORE, str(folder / "store"))
            return make_candidate(folder)

    return stages


@pytest.fixture(scope="session")
def made(make: Callable[[str], Made]) -> Made:
    return make("made")
