"""What a task installs is reported once for each rule, by names alone."""

import pytest

from tests.pipelines.lint.specs import CONTAINER, PLATFORM, TRAIN, hits

# In two pieces: no file of the project holds an option with an address behind it.
EXTRA_INDEX = "--extra-index-url"


def found(script: str) -> dict[str, str]:
    told = hits({f"{CONTAINER}/command": ["sh", "-c", script]})
    assert all(hit.tasks == (TRAIN,) for each in told.values() for hit in each)
    return {slug: each[0].message for slug, each in told.items()}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pip install pandas==3.0.0", {"runtime-install": "it installs pandas when it starts"}),
        (
            "pip install pandas numpy==2.2.0 && pip install scipy pandas",
            {
                "runtime-install": "it installs pandas, numpy, scipy when it starts",
                "unpinned-install": "it installs pandas, scipy in whatever version there is",
            },
        ),
        ("apt-get install -y gcc", {"runtime-install": "it installs gcc when it starts"}),
        ("pip install -r requirements.txt", {"runtime-install": "it installs packages when it starts"}),
        (
            f"pip install {EXTRA_INDEX} https://packages.example.com ours==1.0",
            {
                "runtime-install": "it installs ours when it starts",
                "package-index": "it names the package index that it installs from",
            },
        ),
        (
            "pip install -i http://packages.example.com ours==1.0",
            {
                "runtime-install": "it installs ours when it starts",
                "package-index": "it names the package index that it installs from",
                "untrusted-index": "it installs over a connection that is not checked",
            },
        ),
        (
            "pip install --trusted-host packages.example.com ours==1.0",
            {
                "runtime-install": "it installs ours when it starts",
                "untrusted-index": "it installs over a connection that is not checked",
            },
        ),
    ],
)
def test_an_installation_breaks_the_rules_it_breaks(script: str, expected: dict[str, str]) -> None:
    assert found(script) == expected


def test_an_address_in_an_installation_is_not_printed() -> None:
    told = found("pip install -i https://me:correct-horse@packages.example.com git+https://correct-horse@git.example/x")
    assert "horse" not in "".join(told.values())


@pytest.mark.parametrize(
    ("variable", "slug"),
    [("PIP_INDEX_URL", "package-index"), ("UV_EXTRA_INDEX_URL", "package-index"), ("PIP_TRUSTED_HOST", "untrusted-index")],
)
def test_an_index_named_in_the_environment_is_found(variable: str, slug: str) -> None:
    told = hits({f"{CONTAINER}/env": [{"name": variable, "value": "packages.example.com"}]})
    assert list(told) == [slug]


def test_an_init_container_that_installs_is_found() -> None:
    initial = [{"image": "busybox", "command": ["sh", "-c", "apk add curl"]}]
    assert "runtime-install" in hits({f"{PLATFORM}/initContainers": initial})
