"""Rules about what a task installs before it works: packages, and where they come from."""

import re
from collections.abc import Callable, Iterator

from pipelines.lint.rule import Hit, Rule, listed
from pipelines.lint.shell import INDEX_OPTIONS, TRUST_OPTIONS, Install, installs
from pipelines.lint.spec import Container, Executor, Pipeline

_INDEX_VARIABLE = re.compile(r"PIP_(?:EXTRA_)?INDEX_URL|PIP_FIND_LINKS|UV_(?:EXTRA_|DEFAULT_)?INDEX(?:_URL)?")
_TRUST_VARIABLE = re.compile(r"PIP_TRUSTED_HOST|UV_INSECURE_HOST")


def _pods(pipeline: Pipeline) -> Iterator[tuple[Executor, Container, list[Install]]]:
    for executor in pipeline.used_executors:
        for container in executor.containers:
            yield executor, container, list(installs(container))


def _runtime_install(pipeline: Pipeline) -> Iterator[Hit]:
    for executor, _, found in _pods(pipeline):
        if found:
            names = dict.fromkeys(package.name for install in found for package in install.packages)
            yield Hit(found[0].node, executor.users, f"it installs {listed(list(names)) or 'packages'} when it starts")


def _unpinned_install(pipeline: Pipeline) -> Iterator[Hit]:
    for executor, _, found in _pods(pipeline):
        asked = ((install, package) for install in found if install.of_python for package in install.packages)
        loose = {package.name: install.node for install, package in asked if not package.exact}
        if loose:
            node = next(iter(loose.values()))
            yield Hit(node, executor.users, f"it installs {listed(list(loose))} in whatever version there is")


def _reported(
    options: frozenset[str], variable: re.Pattern[str], says: str, *, plain_http: bool
) -> Callable[[Pipeline], Iterator[Hit]]:
    """Return the check that reports installations with one of `options`, and containers with such a `variable`."""

    def check(pipeline: Pipeline) -> Iterator[Hit]:
        for executor, container, found in _pods(pipeline):
            nodes = [install.node for install in found if install.options & options or (plain_http and install.plain_http)]
            nodes += [node for name, node in container.environment if variable.fullmatch(name)]
            if nodes:
                yield Hit(nodes[0], executor.users, says)

    return check


_WITH_PACKAGES = """\
@dsl.component(
    base_image="registry.example.com/train:1.4.2",
    install_kfp_package=False,%s
)
def train() -> float:
    return 0.5"""
_LOOSE = """
    packages_to_install=["pandas"],"""
_EXACT = """
    packages_to_install=["ours==1.0"],"""
_INDEX = f"""{_EXACT}
    pip_index_urls=["https://packages.example.com/wheels"],"""
_CHECKED = f"""{_INDEX}
    pip_trusted_hosts=[],"""

RULES = (
    Rule(
        "PS101",
        "runtime-install",
        "warning",
        "A task installs packages when it starts.",
        "Every start needs the package index: when it is slow or down, the run fails. Every start costs the time again, on "
        "every try and in every turn of a loop, and what is installed is not in the image that was scanned and tested. "
        "Kubeflow Pipelines does this by default: each lightweight component installs `kfp`.",
        "Build an image that has the packages, `kfp` among them; name it as `base_image` and set `install_kfp_package=False`.",
        '@dsl.component(packages_to_install=["pandas==3.0.0"])\ndef train() -> float:\n    return 0.5',
        _WITH_PACKAGES % "",
        _runtime_install,
    ),
    Rule(
        "PS102",
        "unpinned-install",
        "warning",
        "A task installs a package without an exact version.",
        "Today's run and tomorrow's differ by whatever was released in between, and the cache does not notice.",
        "Name exact versions (`pandas==3.0.0`), a commit or a digest; better, install them when the image is built, from a "
        "lock file.",
        _WITH_PACKAGES % _LOOSE,
        _WITH_PACKAGES % _EXACT,
        _unpinned_install,
    ),
    Rule(
        "PS103",
        "untrusted-index",
        "error",
        "A task installs packages over a connection that is not checked: `--trusted-host`, or an index without TLS.",
        "Anybody between the pod and the index can put other code into the task, and with it into the model. `dsl.component` "
        "writes `--trusted-host` for every index in `pip_index_urls`, unless it is told not to.",
        "Give the index a certificate that the image trusts, and set `pip_trusted_hosts=[]`.",
        _WITH_PACKAGES % _INDEX,
        _WITH_PACKAGES % _CHECKED,
        _reported(TRUST_OPTIONS, _TRUST_VARIABLE, "it installs over a connection that is not checked", plain_http=True),
    ),
    Rule(
        "PS104",
        "package-index",
        "warning",
        "A task names the package index that it installs from.",
        "The spec runs only where that address is reached, and tells it to everybody who reads the spec. With "
        "`--extra-index-url` pip takes the highest version from either side: whoever registers an inner package's name "
        "outside wins.",
        "Install when the image is built. If it must be at run time, configure the index in the image, one that mirrors all "
        "others.",
        _WITH_PACKAGES % _CHECKED,
        _WITH_PACKAGES % _EXACT,
        _reported(INDEX_OPTIONS, _INDEX_VARIABLE, "it names the package index that it installs from", plain_http=False),
    ),
)
