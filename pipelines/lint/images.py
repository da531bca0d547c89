"""Rules about the images that tasks run: which one it will be, today and in a month."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.lint.rule import Hit, Rule, printable
from pipelines.lint.snippets import example, train
from pipelines.lint.spec import Executor, Pipeline
from pipelines.lint.tree import Node

_LONGEST = 1000
# The grammar of the OCI distribution's references, without the length of each part.
_REFERENCE = re.compile(
    r"(?:(?:[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::\d+)?/)?"
    r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?P<digest>@(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?",
    re.ASCII,
)
_MOVING = re.compile(r"latest|dev(?:elop(?:ment)?)?|edge|nightly|snapshot|main|master|head|canary|rolling|unstable")
# A commit or a date in a tag: such a tag is made once.
_MADE_ONCE = re.compile(r"(?=[a-f]*\d)[0-9a-f]{7,40}|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class _Image:
    name: str
    valid: bool
    by_parameter: bool
    tag: str
    pinned: bool

    @property
    def moving(self) -> bool:
        words = re.split(r"[^a-zA-Z0-9]+", self.tag.lower())
        known = any(_MOVING.fullmatch(word) for word in words) and not _MADE_ONCE.search(self.tag)
        return known or not re.search(r"\d", self.tag)


def _read(node: Node) -> _Image:
    name = node.text.strip()
    if "{{" in name:
        return _Image(name, True, True, "", False)
    match = _REFERENCE.fullmatch(name) if len(name) <= _LONGEST else None
    if match is None:
        return _Image(name, False, False, "", False)
    return _Image(name, True, False, match["tag"] or "", match["digest"] is not None)


def _images(pipeline: Pipeline) -> Iterator[tuple[Executor, Node, _Image]]:
    for executor in pipeline.used_executors:
        for container in executor.containers:
            if container.image is not None:
                yield executor, container.image, _read(container.image)


def _checked(wrong: Callable[[_Image], bool], says: Callable[[_Image], str]) -> Callable[[Pipeline], Iterator[Hit]]:
    """Return the check that reports every image that is `wrong`."""

    def check(pipeline: Pipeline) -> Iterator[Hit]:
        for executor, node, image in _images(pipeline):
            if wrong(image):
                yield Hit(node, executor.users, says(image))

    return check


def _is_moving(image: _Image) -> bool:
    return image.valid and not image.by_parameter and not image.pinned and image.moving


def _is_unpinned(image: _Image) -> bool:
    return image.valid and not image.by_parameter and not image.pinned and not image.moving


def _say_moving(image: _Image) -> str:
    if not image.tag:
        return f"the image {printable(image.name)} has no tag, which means `latest`"
    return f"the tag of the image {printable(image.name)} moves"


def _say_unpinned(image: _Image) -> str:
    return f"the image {printable(image.name)} is not pinned by its digest"


def _say_invalid(image: _Image) -> str:
    # Not the name: an address may hold a password.
    if "://" in image.name:
        return "the image is an address with a scheme; an image is named without one"
    return "the image's name breaks the rules for such names" if image.name else "the image has no name"


def _say_by_parameter(image: _Image) -> str:
    return "a parameter decides the image"


def _missing(pipeline: Pipeline) -> Iterator[Hit]:
    for executor in pipeline.used_executors:
        for container in executor.containers:
            if container.image is None:
                yield Hit(container.node, executor.users, "a container has no image")
    yield from _checked(lambda image: not image.valid, _say_invalid)(pipeline)


_PINNED = "registry.example.com/train@sha256:" + "3f8a" * 16

RULES = (
    Rule(
        "PS111",
        "moving-tag",
        "warning",
        "An image's tag is meant to move: `latest`, none at all, `dev`, `main`, `stable`.",
        "Two runs of one spec run different code, and nobody can tell which. Nodes that have the old image may keep it. Kubeflow "
        "Pipelines' cache goes by the image's name: after a push it still hands out what the old image made.",
        "Give every build a tag of its own, and pin the image by digest.",
        train("registry.example.com/train:latest"),
        train(_PINNED),
        _checked(_is_moving, _say_moving),
    ),
    Rule(
        "PS112",
        "unpinned-image",
        "warning",
        "An image has a version tag but no digest.",
        "A tag is a label that can be put on another image, by a rebuild for a security fix or by an attacker. Only a digest "
        "says which bytes run, and lets the cache notice that they changed.",
        "Append the digest: `name:tag@sha256:...`; `docker buildx imagetools inspect NAME:TAG` shows it.",
        train("python:3.12"),
        train(_PINNED),
        _checked(_is_unpinned, _say_unpinned),
    ),
    Rule(
        "PS113",
        "image-by-parameter",
        "info",
        "A parameter decides which image a task runs.",
        "The spec no longer says what runs: whoever may start a run may run any image with the task's secrets and volumes.",
        "Write the image into the component; compile anew for another one.",
        example(train(_PINNED), body="task = train()\ntask.set_container_image(image)", takes="image: str"),
        example(train(_PINNED), body="task = train()"),
        _checked(lambda image: image.by_parameter, _say_by_parameter),
    ),
    Rule(
        "PS114",
        "invalid-image",
        "error",
        "An image's name is none: absent, with capitals or spaces, or with `http://` before it.",
        "No node can pull it: the pod waits with `InvalidImageName` until the run's time is over. With `http://` it also "
        "asks for a registry without TLS, where anybody on the way can put another image.",
        "Write `registry/name:tag@sha256:...` in small letters. Whether a registry speaks TLS is the nodes' business, not "
        "the spec's.",
        train("http://registry.example.com/Train:1.4"),
        train(_PINNED),
        _missing,
    ),
)
