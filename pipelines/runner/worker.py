"""The life of one forked child: own session, own log, then the component's source through KFP's own executor."""

import errno
import importlib.util
import io
import json
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec

from penstock.errors import PenstockError
from penstock.files import refusal, tree_digest
from pipelines.runner.messages import DIGESTS_FILE, ERROR_BYTES, ERROR_FILE, Failure, Job
from pipelines.runner.redact import Copier, mask, start_copier

# Of these a stage dies whatever it was about to do, so its caller cannot have foreseen them.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
_LONGEST_TEXT = 1000


def run_child(job: Job) -> NoReturn:
    """Run `job` in this freshly forked process and leave with 0, or with 1 and the error in the job's folder."""
    code, copier = 1, None
    try:
        copier = _settle(job)
        _execute(job)
        _digest_outputs(job)
        code = 0
    except SystemExit as leave:
        code = _exit_code(leave.code)
    except BaseException as error:
        with suppress(OSError):
            _leave_word(job, _failure(error, job))
        with suppress(OSError):
            traceback.print_exc()
    finally:
        # Leave whatever happens, and without the parent's exit hooks: they belong to the server.
        try:
            _flush()
            if copier is not None:
                copier.finish()
        finally:
            os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()


def _leave_word(job: Job, failure: Failure) -> None:
    with (Path(job.folder) / ERROR_FILE).open("r+b") as file:
        file.write(msgspec.json.encode(failure).ljust(ERROR_BYTES))


def _exit_code(code: str | int | None) -> int:
    return code if isinstance(code, int) else 0 if code is None else 1


def _settle(job: Job) -> Copier | None:
    log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    copier = start_copier(log, job.hidden) if job.hidden else None
    told = copier.inlet if copier else log
    silence = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((silence, 0), (told, 1), (told, 2)):
        os.dup2(source, target)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, _leave)
    if job.memory_bytes is not None:
        # Of data and not of addresses: libraries reserve far more addresses than they use.
        resource.setrlimit(resource.RLIMIT_DATA, (job.memory_bytes, job.memory_bytes))
    os.environ.update(job.environment)
    os.chdir(job.project)
    # The order of `python -m`, which is how a cluster starts the stage.
    sys.path.insert(0, job.project)
    return copier


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # An exception, so that the stage's clean-up runs before the group is killed.
    raise SystemExit(128 + signal.SIGTERM)


def _execute(job: Job) -> None:
    from kfp.dsl.executor import Executor

    path = Path(job.folder) / "component.py"
    path.write_text(job.source, encoding="utf-8")
    sys.dont_write_bytecode = True
    found = importlib.util.spec_from_file_location("ephemeral_component", path)
    if found is None or found.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(found)
    sys.modules[module.__name__] = module
    found.loader.exec_module(module)
    Executor(executor_input=json.loads(job.executor_input), function_to_execute=getattr(module, job.function)).execute()


def _digest_outputs(job: Job) -> None:
    """Leave the digests of what the stage wrote, taken here where stages that run at once share the work."""
    planned = msgspec.json.decode(job.executor_input)["outputs"]["artifacts"].values()
    written = [Path(item["uri"]) for artifacts in planned for item in artifacts["artifacts"]]
    digests = {str(path): tree_digest(path) for path in written if path.exists()}
    (Path(job.folder) / DIGESTS_FILE).write_bytes(msgspec.json.encode(digests))


def _failure(error: BaseException, job: Job) -> Failure:
    if isinstance(error, OSError) and error.errno in _FULL:
        error = refusal(error, Path(str(error.filename or job.folder)))
    if isinstance(error, PenstockError):
        texts = (mask(text, job.hidden)[:_LONGEST_TEXT] for text in (error.what, error.where, error.fix))
        return Failure(type(error).__name__, *texts)
    if isinstance(error, MemoryError):
        return Failure("MemoryError", "the stage ran out of memory", fix="give it more memory, or fewer rows")
    # The message of a foreign error may quote a row: it stays in the log.
    return Failure(type(error).__name__, f"the stage raised {type(error).__name__}")
