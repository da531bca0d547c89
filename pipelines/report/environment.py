"""The section on what the run was started with and ran on: machine, versions, commits, digests and settings."""

from xml.etree.ElementTree import Element

from penstock.tracking.checkout import Commit
from penstock.tracking.flat import Plain, Setting
from pipelines.origin import Origin
from pipelines.report.nodes import Child, name, node, table
from pipelines.report.parts import facts, section
from pipelines.report.view import View
from pipelines.report.words import size


def environment_section(view: View) -> Element:
    """Return the versions, digests and settings that make the run what it is."""
    digests = [
        ("bundle", view.bundle),
        ("dataset", view.dataset.version if view.dataset else ""),
        ("contract", view.contract.digest if view.contract else view.origin.contract if view.origin else ""),
        ("champion", (view.report.champion or "") if view.report else ""),
        ("pipeline", view.spec),
        ("image", view.image),
    ]
    pairs: list[tuple[str, Child]] = _machine(view.origin) if view.origin else []
    pairs += [(label, node("code", None, digest)) for label, digest in digests if digest]
    folded = [_libraries(view.origin), _settings(view.origin)] if view.origin else []
    return section("environment", "Environment", facts(pairs), *folded)


def _machine(origin: Origin) -> list[tuple[str, Child]]:
    found = origin.environment
    pairs: list[tuple[str, Child]] = [
        ("penstock", _version(found.penstock, origin.penstock_commit)),
        ("python", found.python),
        ("system", f"{found.system}, {found.machine}"),
        ("machine", f"{found.processors} processors, {size(found.memory_bytes)}"),
    ]
    if origin.project_commit is not None:
        pairs.append(("project", _version("", origin.project_commit)))
    return pairs


def _version(number: str, commit: Commit | None) -> str:
    told = f"commit {commit.name[:12]}{', changed since' if commit.changed else ''}" if commit else ""
    return ", ".join(part for part in (number, told) if part)


def _libraries(origin: Origin) -> Element:
    rows: list[list[Child]] = [[name(library), number] for library, number in sorted(origin.environment.libraries.items())]
    return _fold("Libraries", ["library", "version"], rows)


def _settings(origin: Origin) -> Element:
    ranked = sorted(origin.settings.items(), key=lambda each: (each[1].default, each[0]))
    rows: list[list[Child]] = [[name(key), name(_plain(each.value)), _by(each)] for key, each in ranked]
    return _fold("Settings", ["setting", "value", "by"], rows)


def _by(setting: Setting) -> str:
    return "default" if setting.default else "set"


def _plain(value: Plain | list[Plain]) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, list) else "none" if value is None else str(value)


def _fold(title: str, head: list[Child], rows: list[list[Child]]) -> Element:
    return node("details", None, node("summary", None, f"{title} ({len(rows)})"), table(head, rows, caption=title))
