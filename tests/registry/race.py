"""Race processes for one alias, round by round, and print who won each.

Run as a script with the registry folder, the number of processes and that of rounds.
"""

import json
import multiprocessing
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path

from penstock.errors import RegistryError
from penstock.registry.aliases import Aliases


def digest(worker: int, turn: int) -> str:
    """Return a digest that only this worker offers, in this round."""
    return f"sha256:{worker * 1000 + turn:064x}"


def contend(root: Path, worker: int, rounds: int, barrier: Barrier) -> None:
    """See where the alias points, wait until everybody has, move it; then note the outcome."""
    aliases = Aliases(root)
    won = []
    for turn in range(rounds):
        seen = aliases.current("champion")
        barrier.wait()
        try:
            won.append(aliases.move("champion", seen.digest if seen else None, digest(worker, turn)).number)
        except RegistryError:
            won.append(0)
        barrier.wait()
    (root / f"{worker}.json").write_text(json.dumps(won))


def main(root: Path, processes: int, rounds: int) -> None:
    """Run the race and print a list per round of the workers that won."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(processes)
    racers = [context.Process(target=contend, args=(root, worker, rounds, barrier)) for worker in range(processes)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    outcomes = [json.loads((root / f"{worker}.json").read_text()) for worker in range(processes)]
    print(json.dumps([[worker for worker in range(processes) if outcomes[worker][turn]] for turn in range(rounds)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
