"""Make small tables of many shapes, seeded, each with something to learn in it."""

import gzip
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

START = pd.Timestamp("2021-01-04")


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table lies, and what a person who knows it would add to `penstock init`."""

    places: tuple[Path, ...]
    target: str
    options: tuple[str, ...] = ()


def _homes(rows: int, seed: int) -> pd.DataFrame:
    """Return a plain table: a price that follows area, rooms and district, with noise."""
    random = np.random.default_rng(seed)
    area = random.gamma(9.0, 10.0, rows).round(1)
    rooms = np.clip((area / 25 + random.normal(0, 1, rows)).round(), 1, 9).astype(int)
    district = random.choice(["Harbour", "Hill", "Mill Lane", "Old Town"], rows, p=[0.2, 0.3, 0.4, 0.1])
    level = pd.Series(district).map({"Harbour": 4200, "Hill": 3900, "Mill Lane": 2600, "Old Town": 5100}).to_numpy()
    price = area * level * np.exp(random.normal(0, 0.12, rows)) + 9000 * rooms
    return pd.DataFrame({"area": area, "rooms": rooms, "district": district, "price": price.round(-2)})


def _csv(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False)
    return path


def binary(folder: Path) -> Table:
    """Write customers of whom about a fifth leave."""
    random = np.random.default_rng(1)
    rows = 1500
    plan = random.choice(["basic", "family", "pro"], rows)
    months, calls = random.integers(1, 72, rows), random.poisson(1.5, rows)
    pull = 1.1 * calls - 0.07 * months + np.where(plan == "basic", 0.8, 0.0) - 1.6
    left = random.random(rows) < 1 / (1 + np.exp(-pull))
    frame = pd.DataFrame({"plan": plan, "months": months, "support_calls": calls, "bill": random.normal(40, 9, rows).round(2)})
    frame["state"] = np.where(left, "left", "stayed")
    return Table((_csv(frame, folder / "customers.csv"),), "state")


def rare_classes(folder: Path) -> Table:
    """Write plants of two common species, and of three with five, two and one rows."""
    random = np.random.default_rng(2)
    species = np.array(["birch", "oak"] * 1000 + ["yew"] * 5 + ["elm"] * 2 + ["ginkgo"])
    centre = pd.Series(species).map({"birch": 2, "oak": 5, "yew": 8, "elm": 11, "ginkgo": 14}).to_numpy(float)
    frame = pd.DataFrame(
        {
            "height": (centre + random.normal(0, 1.0, len(species))).round(2),
            "girth": (centre * 3 + random.normal(0, 4.0, len(species))).round(1),
            "site": random.choice(["north", "south"], len(species)),
            "species": species,
        }
    )
    return Table((_csv(frame.sample(frac=1.0, random_state=2), folder / "plants.csv"),), "species")


def heavy_missing(folder: Path) -> Table:
    """Write readings of which 60 to 95 % are missing, some rows whole."""
    random = np.random.default_rng(3)
    rows = 1500
    state = random.normal(0, 1, rows)
    columns = {f"sensor_{n}": (state * (n + 1) + random.normal(0, 1, rows)).round(3) for n in range(6)}
    frame = pd.DataFrame(columns)
    for share, name in zip((0.60, 0.67, 0.74, 0.81, 0.88, 0.95), columns, strict=True):
        frame.loc[random.random(rows) < share, name] = np.nan
    frame["grade"] = pd.Series(np.where(state > 0, "high", "low")).where(random.random(rows) >= 0.7)
    frame["output"] = (20 + 4 * state + random.normal(0, 1, rows)).round(2)
    frame.loc[:24, [*columns, "grade"]] = np.nan
    frame.loc[25:39, :] = np.nan
    return Table((_csv(frame, folder / "readings.csv"),), "output")


def wide(folder: Path) -> Table:
    """Write 300 columns, most of them noise, and a class that two of them decide, but for one row in five."""
    random = np.random.default_rng(4)
    values = random.normal(0, 1, (1000, 300)).round(1)
    frame = pd.DataFrame(values, columns=[f"band_{number:03d}" for number in range(300)])
    tinny = ((values[:, 7] > 0.3) & (values[:, 120] > -0.3)) ^ (random.random(1000) < 0.2)
    frame["alloy"] = np.where(tinny, "bronze", "brass")
    return Table((_csv(frame, folder / "spectra.csv"),), "alloy")


def dates(folder: Path) -> Table:
    """Write one event a row with dates in four spellings; demand follows the season and the lead time."""
    random = np.random.default_rng(5)
    rows = 1000
    sold = START + pd.to_timedelta(np.sort(random.integers(0, 1000, rows)), unit="D")
    ordered = sold - pd.to_timedelta(random.integers(1, 60, rows), unit="D")
    built, seen = (sold - pd.to_timedelta(random.integers(300, 4000, rows), unit="D") for _ in range(2))
    size = random.gamma(5, 2, rows).round(1)
    demand = size * 3 + 12 * np.sin(2 * np.pi * sold.day_of_year / 365) + random.normal(0, 2, rows)
    frame = pd.DataFrame(
        {
            "sold": sold.strftime("%d/%m/%Y"),
            "ordered": ordered.strftime("%m/%d/%Y"),
            "built": built.strftime("%d %b %Y"),
            "seen": seen.strftime("%Y-%m-%d"),
            "size": size,
            "demand": np.asarray(demand).round(2),
        }
    )
    return Table((_csv(frame, folder / "orders.csv"),), "demand", ("--time", "sold"))


def german(folder: Path) -> Table:
    """Write semicolons, decimal commas, day.month.year and umlauts in Latin-1."""
    random = np.random.default_rng(6)
    frame = _homes(1000, 6)
    day = START + pd.to_timedelta(random.integers(0, 700, len(frame)), unit="D")
    made = pd.DataFrame(
        {
            "Größe m²": frame["area"],
            "Räume": frame["rooms"],
            "Straßenlage": frame["district"].replace({"Hill": "Höhe", "Old Town": "Altstädter Ring"}),
            "verkauft am": day.strftime("%d.%m.%Y"),
            "Kaufpreis": frame["price"] / 7,
        }
    )
    path = folder / "häuser.csv"
    made.to_csv(path, index=False, sep=";", decimal=",", encoding="latin-1", float_format="%.2f")
    return Table((path,), "Kaufpreis", ("--time", "verkauft am"))


def json_lines(folder: Path) -> Table:
    """Write objects that lack keys at times, and hold lists and objects."""
    random = np.random.default_rng(7)
    frame = _homes(1500, 7)
    lines = []
    for number, row in enumerate(frame.to_dict("records")):
        record: dict[str, object] = {"listing_id": f"h{number:05d}", "furnished": bool(random.random() < 0.5)}
        record |= {str(name): value for name, value in row.items()}
        record |= {"tags": ["new", "lift"][: number % 3], "agent": {"name": "x", "office": number % 3}}
        for name in ("rooms", "furnished", "tags"):
            if random.random() < 0.2:
                del record[name]
        lines.append(json.dumps(record))
    path = folder / "listings.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return Table((path,), "price")


def parquet(folder: Path) -> Table:
    """Write dictionary, decimal, date, timestamp and nullable integer columns."""
    random = np.random.default_rng(8)
    frame = _homes(1500, 8)
    holes = random.random(len(frame)) < 0.15
    day = START + pd.to_timedelta(random.integers(0, 700, len(frame)), unit="D")
    sold = day + pd.to_timedelta(random.integers(1, 90, len(frame)), unit="D")
    table = pa.table(
        {
            "area": pa.array([Decimal(str(value)) for value in frame["area"]], pa.decimal128(9, 2)),
            "rooms": pa.array(frame["rooms"].astype(object).where(~holes, None).tolist(), pa.int16()),
            "district": pa.array(frame["district"]).dictionary_encode(),
            "listed_on": pa.array(day.date, pa.date32()),
            "sold_at": pa.array(sold, pa.timestamp("ns", tz="Europe/Berlin")),
            "garden": pa.array(random.random(len(frame)) < 0.4),
            "photo": pa.array([b"\x00\x01"] * len(frame)),
            "price": pa.array([Decimal(str(value)) for value in frame["price"]], pa.decimal128(14, 2)),
        }
    )
    pq.write_table(table, folder / "homes.parquet", row_group_size=400)
    return Table((folder / "homes.parquet",), "price", ("--time", "sold_at"))


def junk_columns(folder: Path) -> Table:
    """Write what real tables bring along: texts, people, constants, blanks, the answer twice, row numbers, long numbers."""
    random = np.random.default_rng(14)
    frame = _homes(1500, 14)
    words = ["quiet", "sunny", "large", "lift", "balcony", "garden", "close", "park", "station", "old", "new"]
    frame.insert(0, "Unnamed: 0", np.arange(len(frame)))
    frame["listing_id"] = random.permutation(np.arange(100_000, 100_000 + len(frame)))
    frame["description"] = [" ".join(random.choice(words, 7)) for _ in range(len(frame))]
    frame["seller_email"] = [f"seller{number}@mail.example" for number in random.integers(0, 900, len(frame))]
    frame["reached_at"] = [f"+49 30 {number}" for number in random.integers(1_000_000, 9_999_999, len(frame))]
    frame["owner_name"] = random.choice(["Ada Byron", "Grace Hopper", "Emmy Noether"], len(frame))
    frame["account"] = [2**53 + 1 + int(step) for step in random.integers(0, 2**40, len(frame))]
    frame["serial"] = [str(10**24 + int(step)) for step in random.integers(0, 10**9, len(frame))]
    frame["price"] = (frame["price"] * 10**7).astype("int64")
    frame["currency"] = "EUR"
    frame["remark"] = ""
    frame["price_in_thousands"] = frame["price"] / 1000
    return Table((_csv(frame, folder / "export.csv"),), "price")


def few_values(folder: Path) -> Table:
    """Write passengers by class, sex and age group: 2,201 rows, of which hardly thirty differ."""
    random = np.random.default_rng(20)
    rows = 2201
    rank, sex = random.choice(["first", "second", "third", "crew"], rows), random.choice(["male", "female"], rows, p=[0.75, 0.25])
    age = random.choice(["adult", "child"], rows, p=[0.95, 0.05])
    lived = random.random(rows) < 0.15 + 0.55 * (sex == "female") + 0.2 * (rank == "first")
    frame = pd.DataFrame({"rank": rank, "sex": sex, "age": age, "survived": lived.astype(int)})
    return Table((_csv(frame, folder / "passengers.csv"),), "survived")


def marks_for_missing(folder: Path) -> Table:
    """Write question marks where a value is not known, and thousands with commas."""
    random = np.random.default_rng(21)
    frame = _homes(1200, 21).astype(object)
    frame["price"] = [f"{price:,.0f}" for price in frame["price"]]
    for name in ("area", "rooms", "district"):
        frame.loc[random.random(len(frame)) < 0.08, name] = "?"
    return Table((_csv(frame, folder / "survey.csv"),), "price")


def yes_no(folder: Path) -> Table:
    """Write a target spelled yes and no, and in one row of a hundred not at all."""
    random = np.random.default_rng(9)
    income, age = random.gamma(6, 700, 1500).round(), random.integers(19, 80, 1500)
    bought = income / 900 + (age - 45) ** 2 / 250 + random.normal(0, 0.5, 1500) > 5
    frame = pd.DataFrame({"income": income, "age": age, "member": random.choice(["yes", "no"], 1500)})
    frame["bought"] = pd.Series(np.where(bought, "yes", "no")).where(random.random(1500) >= 0.01)
    return Table((_csv(frame, folder / "offers.csv"),), "bought")


def folder_of_files(folder: Path) -> Table:
    """Write a folder with one file a month, tab-separated and compressed, and a note that is no table."""
    place, frame = folder / "monthly", _homes(1200, 11)
    place.mkdir()
    for month in range(4):
        text = frame[month * 300 : (month + 1) * 300].to_csv(index=False, sep="\t")
        (place / f"2024-{month + 1:02d}.tsv.gz").write_bytes(gzip.compress(text.encode()))
    (place / "README.md").write_text("one file a month\n")
    return Table((place,), "price")


def odd_names(folder: Path) -> Table:
    """Write names that a careless writer of TOML, JSON or regular expressions trips over, and words of our own."""
    random = np.random.default_rng(16)
    frame = _homes(1200, 16)
    frame.columns = pd.Index(['floor "area" (m.2)', "rooms\nin all", "name", "it's #1 = {price}"])
    words = ("true", "null", "[project]", "a\\b", " padded ", "inf", "class", "__proto__", "%s", "'''", "naïve 🏠")
    for name in (*words, "target", "source", "row", "split"):
        frame[name] = random.normal(0, 1, len(frame)).round(3)
    return Table((_csv(frame, folder / "odd.csv"),), "it's #1 = {price}")


def tiny(folder: Path) -> Table:
    """Write sixty rows, of which the zone says nearly all."""
    random = np.random.default_rng(15)
    zone = random.choice(["inner", "outer"], 60)
    frame = pd.DataFrame({"zone": zone, "area": random.gamma(9, 10, 60).round(1)})
    frame["rent"] = (np.where(zone == "inner", 1400, 700) + random.normal(0, 60, 60)).round(2)
    return Table((_csv(frame, folder / "few.csv"),), "rent")


def three_tables(folder: Path) -> Table:
    """Write one market as CSV, Parquet and JSON lines; each has its own way to write the day, and a column of its own."""
    random = np.random.default_rng(22)
    frame = _homes(1500, 22)
    frame["sold"] = START + pd.to_timedelta(random.integers(0, 700, len(frame)), unit="D")
    first, second, third = frame[:500].copy(), frame[500:1000].copy(), frame[1000:].copy()
    first["sold"], first["heating"] = first["sold"].dt.strftime("%d.%m.%Y"), "gas"
    third["sold"], third["garage"] = third["sold"].dt.strftime("%Y-%m-%d"), "no"
    places = (_csv(first[sorted(first.columns)], folder / "north.csv"), folder / "south.parquet", folder / "west.jsonl")
    second.to_parquet(places[1])
    third.to_json(places[2], orient="records", lines=True)
    return Table(places, "price", ("--time", "sold"))
