"""Installations are found in scripts, in lists of words and in code; what only speaks of them is none."""

import pytest

from pipelines.lint.shell import Install, installs
from pipelines.lint.spec import Container
from pipelines.lint.tree import Node

# As kfp 2.17 writes it for `packages_to_install` and `pip_index_urls`.
INDEX, EXTRA_INDEX = "--index-url", "--extra-index-url"
BOOTSTRAP = f"""
if ! [ -x "$(command -v pip)" ]; then
    python3 -m ensurepip || python3 -m ensurepip --user || apt-get install python3-pip
fi

PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip install --quiet --no-warn-script-location \
{INDEX} https://a.example/wheels {EXTRA_INDEX} http://b.example/wheels --trusted-host https://a.example/wheels \
'pandas' 'numpy==2.2.0'  &&  python3 -m pip install --quiet --no-warn-script-location 'kfp==2.17.0' '--no-deps' \
'typing-extensions>=3.7.4,<5; python_version<"3.9"' && "$0" "$@"
"""
SOURCE = "\nimport kfp\nfrom kfp import dsl\n\ndef train():\n    {}\n"


def found(*words: str) -> list[Install]:
    nodes = tuple(Node(line, 1, word) for line, word in enumerate(words, 1))
    return list(installs(Container(Node(1, 1, {}), None, nodes, ())))


def asked(*words: str) -> dict[str, bool]:
    """Return the packages that are installed, and whether each is exact."""
    return {package.name: package.exact for install in found(*words) for package in install.packages}


def test_the_compilers_own_script_is_taken_apart() -> None:
    first, second = found("sh", "-c", BOOTSTRAP, "sh", "-ec", "program_path=$(mktemp -d)\n", SOURCE.format("pass"))
    assert {package.name: package.exact for package in first.packages} == {"pandas": False, "numpy": True}
    assert {"--index-url", "--extra-index-url", "--trusted-host"} <= first.options
    assert (first.plain_http, second.plain_http) == (True, False)
    assert {package.name: package.exact for package in second.packages} == {"kfp": True}
    assert first.node.line == 3


@pytest.mark.parametrize(
    ("script", "packages"),
    [
        ("pip install pandas", {"pandas": False}),
        ("pip3.12 install -q pandas==3.0.0 numpy>=2", {"pandas": True, "numpy": False}),
        ("/opt/venv/bin/pip install 'pandas[excel]==3.*'", {"pandas": False}),
        ("set -e; python -m pip --quiet install pandas===3.0.0; train", {"pandas": True}),
        ("(pip install pandas)\ntrain now", {"pandas": False}),
        ("pip install pandas\npip install numpy && train", {"pandas": False, "numpy": False}),
        ("pip install \\\n  pandas \\\n  numpy | tee log", {"pandas": False, "numpy": False}),
        ("uv pip install --system pandas", {"pandas": False}),
        ("uv add pandas", {"pandas": False}),
        ("pip install -r requirements.txt", {}),
        ("pip install . ./ours /tmp/x.whl $EXTRA", {"from a path": True}),
        ("pip install git+https://me:correct-horse@git.example/x.git@main", {"from an address": False}),
        ("pip install git+https://git.example/x.git@" + "3f" * 20, {"from an address": True}),
        ("pip install https://files.example/x.whl#sha256=" + "3f" * 32, {"from an address": True}),
        ("pip install {{$.inputs.parameters['package']}}", {"from a path": True}),
        ("conda install -y -c conda-forge lightgbm", {"lightgbm": False}),
        ("apt-get update && apt-get install -y gcc", {"gcc": False}),
        ("apk add curl", {"curl": False}),
        ("npm install", {}),
    ],
)
def test_each_form_in_a_script_is_read(script: str, packages: dict[str, bool]) -> None:
    assert len(found("sh", "-c", script)) >= 1
    assert asked("bash", "-euxc", script) == packages


@pytest.mark.parametrize(
    "script",
    [
        "pip --version",
        "pip download pandas",
        "echo done",
        "my-pip install x",
        "pipx run thing",
        "apt-get update",
        "make install",
        "python3 -m ensurepip || apt-get install python3-pip",
    ],
)
def test_what_installs_nothing_is_none(script: str) -> None:
    assert found("sh", "-c", script) == []


def test_a_command_in_single_words_is_read_as_a_whole() -> None:
    assert asked("pip", "install", "--no-cache-dir", "pandas") == {"pandas": False}
    assert found("train", "--install", "pip") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("subprocess.run([sys.executable, '-m', 'pip', 'install', name])", 1),
        ('os.system("pip install pandas")', 1),
        ("subprocess.check_call(f'{sys.executable} -m pip3 install {name}', shell=True)", 1),
        ('raise ImportError("first run: pip install pandas")', 0),
        ("# pip install pandas", 0),
        ('"""Needs what `pip install pandas` brings."""', 0),
    ],
)
def test_code_that_installs_is_told_from_code_that_speaks_of_it(line: str, expected: int) -> None:
    assert len(found("sh", "-ec", "run", SOURCE.format(line))) == expected


def test_a_script_with_python_in_it_is_still_a_script() -> None:
    assert asked("sh", "-c", "pip install pandas\npython - <<EOF\nimport pandas\nEOF") == {"pandas": False}


def test_options_count_for_pip_alone() -> None:
    (fixed,) = found("sh", "-c", "apt-get install -f -y gcc")
    (local,) = found("sh", "-c", "pip install --find-links=http://files.example ours==1.0")
    assert fixed.options == frozenset()
    assert (local.options, local.plain_http) == (frozenset({"--find-links"}), True)


def test_words_that_are_no_text_are_passed_over() -> None:
    struct = Node(1, 1, {"Concat": Node(1, 1, (Node(1, 1, "pip install"),))})
    assert list(installs(Container(Node(1, 1, {}), None, (struct,), ()))) == []


def test_a_long_hostile_script_takes_no_time_out_of_proportion() -> None:
    # Doubling the length would multiply the time by four if a pattern tried every split again.
    for script in (
        "pip " * 50_000,
        "pip -" + "a" * 200_000,
        "a/" * 100_000,
        "'" * 100_001,
        "pip install " + "-i " * 50_000,
        "pip install x " * 30_000,
    ):
        assert all(install.of_python for install in found("sh", "-c", script))
