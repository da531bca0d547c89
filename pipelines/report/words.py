"""Write numbers, spans and sizes for people."""

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_LARGEST_PLAIN = 1000
_LARGEST_GROUPED = 1e12
_SMALLEST_PLAIN = 1e-4


def number(value: float | None) -> str:
    """Return a value with four significant digits, in groups of three; None is undefined."""
    if value is None:
        return "undefined"
    size = abs(value)
    if size >= _LARGEST_GROUPED or 0 < size < _SMALLEST_PLAIN:
        return f"{value:.3e}"
    return f"{value:,.4g}" if size < _LARGEST_PLAIN else f"{value:,.0f}"


def interval(low: float | None, high: float | None) -> str:
    """Return both bounds, or that there are none."""
    return "no interval" if low is None or high is None else f"{number(low)} to {number(high)}"


def seconds(value: float) -> str:
    """Return a span: `0.2 s`, `41 s`, `3 min 12 s`, `2 h 5 min`."""
    if value < 10:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def size(count: int) -> str:
    """Return bytes in the largest unit that leaves at least one."""
    value, unit = float(count), _UNITS[0]
    for unit in _UNITS:
        if value < 1024 or unit == _UNITS[-1]:
            break
        value /= 1024
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def share(part: float, whole: float) -> str:
    """Return a part of a whole in per cent; what is not nothing is never written as nothing."""
    if whole <= 0 or part <= 0:
        return "0 %"
    percent = 100 * part / whole
    return "< 0.1 %" if percent < 0.1 else f"{percent:.1f} %" if percent < 99.95 or part >= whole else "> 99.9 %"


def shortened(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
