"""A small project: 300 homes in one table, a linear model, one second a run."""

import json
import random
from pathlib import Path

ROWS = 300
SPELLING = 'columns = { area_m2 = "area" }'
SETTINGS = f"""\
[project]
name = "homes"

[[sources]]
name = "homes"
kind = "csv"
path = "data/homes.csv"
{SPELLING}

[dataset]
winner = "last"

[tuning]
trials = 0

[training]
estimator = "linear"

[evaluation]
segments = ["district"]
bootstrap = 50
importance_repeats = 1

[resources]
ingest = {{ retries = 0 }}
tune = {{ retries = 0 }}
evaluate = {{ retries = 0 }}
register = {{ retries = 0 }}
"""
COLUMNS: list[dict[str, object]] = [
    {"name": "listing", "kind": "key", "role": "key"},
    {"name": "district", "kind": "category", "categories": ["Harbour", "Hillside", "Meadows"]},
    {"name": "rooms", "kind": "integer", "minimum": 1, "maximum": 12},
    {"name": "area_m2", "kind": "number", "unit": "m2", "minimum": 10, "maximum": 500},
    {"name": "price", "kind": "number", "role": "target", "unit": "EUR", "minimum": 10_000, "maximum": 5_000_000},
]
HEADER = ("listing", "district", "rooms", "area", "price")


def rows(count: int = ROWS) -> list[list[str]]:
    """Return the cells of `count` homes, the same ones every time."""
    draw = random.Random(7)
    made = []
    for number in range(count):
        district = draw.choice(("Harbour", "Hillside", "Meadows"))
        rooms = draw.randint(1, 6)
        area = round(rooms * 20 + draw.uniform(5, 25), 1)
        price = round(area * 2500 * (1.4 if district == "Harbour" else 1.0) * draw.uniform(0.95, 1.05))
        made.append([f"L-{48_000 + number}", district, str(rooms), str(area), str(price)])
    return made


def table(cells: list[list[str]], delimiter: str = ",") -> str:
    """Return the text of a CSV file."""
    return "\n".join(delimiter.join(row) for row in [list(HEADER), *cells]) + "\n"


def write_project(folder: Path) -> None:
    """Write the project into `folder`."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "homes.csv").write_text(table(rows()))
    (folder / "contract.json").write_text(json.dumps({"task": "regression", "columns": COLUMNS}, indent=1))
    (folder / "penstock.toml").write_text(SETTINGS)
