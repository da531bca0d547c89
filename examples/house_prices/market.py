"""Make the tables of a synthetic housing market: two agencies, one city, seeded; no row is a real house."""

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SQUARE_FEET = 10.763910416709722
DISTRICTS = ("Harbour", "Old Town", "Mill Lane", "Hillside", "Station", "Meadows", "Foundry", "Parkway")
# Price of a square metre beside the city's mean, and the centre in kilometres east and north of the town hall.
LEVELS = np.array([1.45, 1.60, 0.95, 1.30, 0.85, 0.75, 0.90, 1.10])
CENTRES = np.array([[1.0, -2.0], [0.2, 0.3], [-3.0, 1.0], [2.5, 4.0], [-1.0, -1.5], [-5.0, 5.0], [4.5, -3.5], [0.5, 2.5]])


@dataclass(frozen=True, slots=True)
class Market:
    """Describe one year: its first day, how prices moved, and how large the homes are."""

    first_day: str
    level: float = 1.0
    area_factor: float = 1.0


YEARS = {"year1": Market("2024-01-01"), "year2": Market("2025-01-01", level=1.18, area_factor=0.85)}


@dataclass(frozen=True, slots=True)
class Homes:
    """Hold the homes of one agency, one array a column, in metric units."""

    listing: list[str]
    sold: np.ndarray
    district: np.ndarray
    east: np.ndarray
    north: np.ndarray
    area: np.ndarray
    rooms: np.ndarray
    built: np.ndarray
    energy: np.ndarray
    garden: np.ndarray
    price: np.ndarray


def homes(market: Market, agency: str, rows: int, rng: np.random.Generator) -> Homes:
    """Draw `rows` homes; the price follows area, district, age, energy class and season, with noise of 9 %."""
    place = rng.choice(len(DISTRICTS), rows, p=np.array([10, 8, 16, 12, 18, 16, 10, 10]) / 100)
    spot = CENTRES[place] + rng.normal(0, 0.8, (rows, 2))
    area = np.clip(rng.lognormal(4.45, 0.38, rows) * market.area_factor, 22, 420)
    rooms = np.clip(np.round(area / 26 + rng.normal(0, 0.7, rows)), 1, 12).astype(int)
    built = np.clip(rng.normal(1972, 30, rows), 1880, 2023).astype(int)
    energy = np.clip(np.round((2024 - built) / 22 + rng.normal(0, 1, rows)), 0, 6).astype(int)
    garden = rng.random(rows) < np.where(np.isin(place, [3, 5, 7]), 0.7, 0.2)
    day = rng.integers(0, 365, rows)
    season = 1 + 0.04 * np.sin(2 * np.pi * (day - 80) / 365)
    metre = 3100 * LEVELS[place] * (area / 85) ** -0.12 * (1 - 0.035 * energy) * season * market.level
    price = metre * area * np.where(garden, 1.07, 1.0) * np.exp(rng.normal(0, 0.09, rows))
    sold = np.datetime64(market.first_day) + day.astype("timedelta64[D]")
    listing = [f"{agency}{number:06d}" for number in range(rows)]
    return Homes(listing, sold, place, spot[:, 0], spot[:, 1], area, rooms, built, energy, garden, np.round(price, -2))


def write_north(found: Homes, path: Path, rng: np.random.Generator) -> None:
    """Write the northern agency's list: semicolons, decimal commas, metric units, German-style dates, some empty cells."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\n")
        table.writerow(
            ["listing", "sold", "district", "east_km", "north_km", "area_m2", "rooms", "built", "energy", "garden", "price"]
        )
        for row in order_with_repeats(len(found.listing), rng):
            table.writerow(north_cells(found, row, rng))


def north_cells(found: Homes, row: int, rng: np.random.Generator) -> list[str]:
    """Return the cells of one home as the northern agency types them; one in 250 is absurd, one in 20 lacks its class."""
    area = -1.0 if rng.random() < 0.004 else float(found.area[row])
    return [
        found.listing[row],
        "{2}.{1}.{0}".format(*str(found.sold[row]).split("-")),
        DISTRICTS[found.district[row]],
        comma(found.east[row], 3),
        comma(found.north[row], 3),
        comma(area, 1),
        str(found.rooms[row]),
        "" if rng.random() < 0.03 else str(found.built[row]),
        "" if rng.random() < 0.05 else "ABCDEFG"[found.energy[row]],
        "yes" if found.garden[row] else "no",
        comma(found.price[row], 2),
    ]


def write_south(found: Homes, path: Path, rng: np.random.Generator) -> None:
    """Write the southern agency's list: JSON lines, its own names, square feet, thousands of euros, some values absent."""
    with path.open("w", encoding="utf-8") as file:
        for row in order_with_repeats(len(found.listing), rng):
            record: dict[str, object] = {
                "id": found.listing[row],
                "date": str(found.sold[row]),
                "quarter": DISTRICTS[found.district[row]],
                "x": round(float(found.east[row]), 3),
                "y": round(float(found.north[row]), 3),
                "sqft": round(float(found.area[row]) * SQUARE_FEET, 1),
                "rooms": int(found.rooms[row]),
                "garden": bool(found.garden[row]),
                "keur": "on request" if rng.random() < 0.003 else round(float(found.price[row]) / 1000, 3),
            }
            if rng.random() > 0.04:
                record["year"] = int(found.built[row])
            if rng.random() > 0.10:
                record["class"] = "ABCDEFG"[found.energy[row]]
            file.write(json.dumps(record) + "\n")


def order_with_repeats(rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return every row once, in order, and one in a hundred a second time at the end."""
    return np.concatenate([np.arange(rows), rng.choice(rows, rows // 100, replace=False)])


def comma(value: float, digits: int) -> str:
    """Return `value` with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def write_market(into: Path, rows: int = 8000, seed: int = 2024) -> None:
    """Write both agencies' tables of every year below `into`; the same arguments give the same bytes."""
    for number, (year, market) in enumerate(YEARS.items()):
        folder = into / year
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([seed, number])
        north, south = homes(market, "N", rows, rng), homes(market, "S", rows, rng)
        # Both agencies listed these homes: the same key stands in two sources.
        south.listing[:50] = north.listing[:50]
        write_north(north, folder / "north.csv", rng)
        write_south(south, folder / "south.jsonl", rng)


if __name__ == "__main__":
    write_market(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
