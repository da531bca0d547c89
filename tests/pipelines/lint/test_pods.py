"""A task that asks to be root is found."""

import pytest

from tests.pipelines.lint.specs import PLATFORM, TRAIN, hits


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"runAsUser": "0"}, ["root-user"]),
        ({"runAsUser": 0, "runAsNonRoot": False}, ["root-user"]),
        ({"runAsUser": "1000"}, []),
        ({"runAsNonRoot": True}, []),
        ({}, []),
    ],
)
def test_only_the_user_zero_is_root(context: dict[str, object], expected: list[str]) -> None:
    found = hits({f"{PLATFORM}/securityContext": context})
    assert list(found) == expected
    assert all(hit.tasks == (TRAIN,) for told in found.values() for hit in told)
