"""Write settings as flat names with plain values, each with whether it is its default, and without what might be a secret."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import NODEFAULT

from penstock.settings import Section, Settings

Plain = None | bool | int | float | str
_HIDDEN = "***"
_ADDRESSES = frozenset({"url", "database"})


class Setting(msgspec.Struct, frozen=True):
    """Hold the value of one setting, and whether it was the default then."""

    value: Plain | list[Plain]
    default: bool


def flatten(settings: Settings, mask: Callable[[str], str] = str) -> dict[str, Setting]:
    """Return every setting by its place, such as `sources.north.path` or `gate.limits.mae`.

    Addresses lose user, password and query; `mask` is asked for every text.
    """
    return {place: _masked(place, setting, mask) for place, setting in _section("", settings)}


def _section(place: str, section: Section) -> Iterator[tuple[str, Setting]]:
    for field in msgspec.structs.fields(section):
        default = field.default if field.default_factory is NODEFAULT else field.default_factory()
        yield from _walk(f"{place}.{field.name}" if place else field.name, getattr(section, field.name), default)


def _walk(place: str, value: object, default: object) -> Iterator[tuple[str, Setting]]:
    if isinstance(value, Section):
        yield from _section(place, value)
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _walk(f"{place}.{name}", value[name], NODEFAULT)
    elif isinstance(value, tuple) and any(isinstance(item, Section) for item in value):
        for item in value:
            # Its name stands in the place already.
            yield from (found for found in _section(f"{place}.{item.name}", item) if found[0] != f"{place}.{item.name}.name")
    else:
        yield place, Setting(list(value) if isinstance(value, tuple) else value, value == default)  # type: ignore[arg-type]


def _masked(place: str, setting: Setting, mask: Callable[[str], str]) -> Setting:
    value = setting.value
    if isinstance(value, str):
        plain = safe_address(value) if place.rpartition(".")[2] in _ADDRESSES else value
        return Setting(mask(plain), setting.default)
    if isinstance(value, list):
        return Setting([mask(item) if isinstance(item, str) else item for item in value], setting.default)
    return setting


def safe_address(address: str) -> str:
    """Return an address without user, password, query and fragment, any of which may hold a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return _HIDDEN
    host = parts.netloc.rpartition("@")[2]
    start = f"{parts.scheme}://{host}" if "://" in address else f"{parts.scheme}:" if parts.scheme else ""
    return f"{start}{parts.path}{'?' + _HIDDEN if parts.query else ''}"
