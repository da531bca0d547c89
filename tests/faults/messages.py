"""Hold what a command said against its golden text, and against what no message may say.

After a message was changed on purpose: `PENSTOCK_GOLDEN=write pytest tests/faults`, then look at what git says changed.
"""

import csv
import os
import re
from pathlib import Path

from tests.faults.case import Case

GOLDEN = Path(__file__).parent / "golden"
SHORTEST_CELL = 5


def check_message(said: str, case: Case) -> None:
    """Assert that a message is the golden one, has a place and a fix, and holds no trace, no secret and no cell."""
    golden, plain = GOLDEN / f"{case.golden}.txt", normalised(said, case.project)
    assert "Traceback" not in said, said
    assert re.fullmatch(r"penstock: .+\n  where: .+\n  fix:   .+\n", said), said
    assert not [word for word in case.hidden if word in said]
    assert not cells(case) & set(re.findall(r"[\w.-]+", said))
    if os.environ.get("PENSTOCK_GOLDEN") == "write":
        golden.write_text(plain)
    assert golden.exists(), "there is no golden text: run with PENSTOCK_GOLDEN=write, then read what was written"
    assert plain == golden.read_text()


def normalised(text: str, project: Path) -> str:
    """Return a message without what differs from one run to the next."""
    text = text.replace(str(project), "<project>")
    text = re.sub(r"\d{8}-\d{6}-[0-9a-f]{6}", "<run>", text)
    return re.sub(r"\b([0-9a-f]{64}|[0-9a-f]{12})\b", "<digest>", text)


def cells(case: Case) -> set[str]:
    """Return what the project's table holds, long enough not to be met by chance."""
    if not case.table.is_file():
        return set()
    rows = list(csv.reader(case.table.read_text(encoding="utf-8", errors="replace").splitlines()))
    return {cell for row in rows[1:] for cell in row if len(cell) >= SHORTEST_CELL}
