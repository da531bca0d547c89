"""Small pipelines for the runner's tests; run as a script, it compiles them all into the folder it is given."""

import sys
from pathlib import Path
from typing import NamedTuple

from kfp import compiler, dsl, kubernetes
from kfp.dsl import Dataset, Input, Output

IMAGE = "registry.local/stage:1"


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def meet(mine: str, theirs: str) -> str:
    import time
    from pathlib import Path

    Path(mine).touch()
    while not Path(theirs).exists():
        time.sleep(0.01)
    return mine


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def write(lines: int, table: Output[Dataset]) -> NamedTuple("Written", [("rows", int), ("big", bool), ("share", float)]):
    from pathlib import Path

    Path(table.path).write_text("row\n" * lines)
    table.metadata["rows"] = lines
    return (lines, lines > 3, lines / 4)


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def read(table: Input[Dataset], rows: int, note: str, factor: int = 2) -> str:
    from pathlib import Path

    kept = len(Path(table.path).read_text().splitlines())
    return f"{note}: {kept} of {rows}, {table.metadata['rows']}, x{factor}, {type(rows).__name__}"


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def say(text: str) -> str:
    return text


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def join(texts: list) -> str:
    return "+".join(texts)


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def stumble(times: int) -> int:
    from pathlib import Path

    seen = len(list(Path.cwd().glob("try-*")))
    Path(f"try-{seen}").touch()
    if seen < times:
        raise ValueError("a secret row: 4711")
    return seen


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def refuse() -> str:
    from penstock.errors import DataError

    raise DataError("no row is left", where="combine", fix="widen the contract")


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def hang() -> str:
    import os
    import subprocess
    import time
    from pathlib import Path

    helper = subprocess.Popen(["/bin/sleep", "1000"])
    Path("pids.part").write_text(f"{os.getpid()} {helper.pid}")
    Path("pids.part").rename("pids")
    time.sleep(1000)
    return ""


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def farewell(status: dsl.PipelineTaskFinalStatus) -> str:
    import time
    from pathlib import Path

    Path("farewell").write_text(f"{status.state} {status.error_message}")
    if Path("linger").exists():
        Path("lingering").touch()
        time.sleep(1000)
    return status.state


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def environment() -> str:
    import os

    return f"{os.environ['PLAIN']} {os.environ['PASSWORD']} {os.getcwd()}"


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def eat() -> None:
    import subprocess
    import sys

    # Zeros alone would stay one page that takes no room.
    subprocess.run([sys.executable, "-c", "sum(range(10_000_000)); b'x' * (200 << 20)"], check=True)


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def blab(known: str) -> None:
    import os

    from penstock.errors import SourceError

    print("I know", os.environ["PASSWORD"], "and", known)
    raise SourceError(f"cannot log in with {os.environ['PASSWORD']}")


@dsl.pipeline(name="branches")
def branches() -> None:
    meet(mine="a", theirs="b")
    meet(mine="b", theirs="a")


@dsl.pipeline(name="chain")
def chain(lines: int = 3, note: str = "kept") -> None:
    first = write(lines=lines)
    read(table=first.outputs["table"], rows=first.outputs["rows"], note=f"<{note}>")


@dsl.pipeline(name="choice")
def choice(lines: int) -> None:
    first = write(lines=lines)
    with dsl.If(first.outputs["big"] == True, name="big"):  # noqa: E712
        chosen = say(text="big")
    with dsl.Else(name="small"):
        other = say(text="small")
    say(text=dsl.OneOf(chosen.output, other.output)).set_display_name("told")
    with dsl.If(first.outputs["share"] >= 1.0, name="full"):
        say(text="full")


@dsl.pipeline(name="loop")
def loop(names: list = ["x", "y", "z"]) -> None:  # noqa: B006
    with dsl.ParallelFor(names, parallelism=1) as name:
        said = say(text=name)
    join(texts=dsl.Collected(said.output))
    with dsl.ParallelFor([{"n": 1}, {"n": 2}]) as item:
        write(lines=item.n)


@dsl.pipeline(name="retry")
def retry(times: int) -> None:
    stumble(times=times).set_retry(2, backoff_duration="0s")


@dsl.pipeline(name="timeout")
def timeout() -> None:
    kubernetes.set_timeout(hang(), 3)


@dsl.pipeline(name="guarded")
def guarded() -> None:
    with dsl.ExitHandler(farewell()):
        say(text=refuse().output)
        say(text="apart").set_display_name("apart")


@dsl.pipeline(name="stuck")
def stuck() -> None:
    with dsl.ExitHandler(farewell()):
        say(text=hang().output)


@dsl.pipeline(name="variables")
def variables() -> None:
    task = environment().set_env_variable("PLAIN", "plain")
    kubernetes.use_secret_as_env(task, "database", {"password": "PASSWORD"})


@dsl.pipeline(name="hungry")
def hungry() -> None:
    eat()


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def gorge() -> int:
    import os

    assert os.environ["OMP_NUM_THREADS"] == "1"
    return len(b"x" * (600 << 20))


@dsl.pipeline(name="greedy")
def greedy() -> None:
    gorge().set_memory_limit("400Mi")


@dsl.pipeline(name="indiscreet")
def indiscreet() -> None:
    # Stands for what a stage looks up by itself, such as the password inside an address.
    task = blab(known="other%20words")
    kubernetes.use_secret_as_env(task, "database", {"password": "PASSWORD"})


@dsl.pipeline(name="textual")
def textual(word: str) -> None:
    with dsl.If(word == "go"):
        say(text="went")


SAMPLES = (
    *(branches, chain, choice, loop, retry, timeout, guarded, stuck),
    *(variables, hungry, greedy, indiscreet, textual),
)

if __name__ == "__main__":
    for pipeline in SAMPLES:
        compiler.Compiler().compile(pipeline, str(Path(sys.argv[1]) / f"{pipeline.name}.yaml"))
