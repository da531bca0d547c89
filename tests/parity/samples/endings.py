"""Samples of failures: what runs after them, what is tried again, and what is stopped."""

from kfp import dsl, kubernetes

from tests.parity.samples.sample import Sample, stage


@stage
def fail() -> str:
    raise ValueError("on purpose")


@stage
def work() -> str:
    return "worked"


@stage
def afterwards(text: str = "nothing came") -> str:
    return text


@stage
def apart() -> str:
    return "apart"


@stage
def farewell(text: str, status: dsl.PipelineTaskFinalStatus) -> str:
    from pathlib import Path

    Path("farewell").touch()
    return f"{text} {status.state}"


@stage
def report(status: dsl.PipelineTaskFinalStatus) -> list:
    return [status.pipeline_job_resource_name, status.pipeline_task_name, status.error_code, status.error_message]


@stage
def sweep(text: str) -> str:
    from pathlib import Path

    Path("swept").touch()
    return text


@stage
def stumble(times: int) -> int:
    from pathlib import Path

    seen = len(list(Path.cwd().glob("try-*")))
    Path(f"try-{seen}").touch()
    if seen < times:
        raise ValueError("on purpose")
    return seen


@stage
def refuse() -> str:
    from pathlib import Path

    from penstock.errors import DataError

    Path(f"try-{len(list(Path.cwd().glob('try-*')))}").touch()
    raise DataError("no row is left", where="combine", fix="widen the contract")


@stage
def dawdle(patience_seconds: float) -> str:
    import time

    time.sleep(patience_seconds)
    return "came to its end"


@dsl.pipeline(name="exit-handler")
def exit_handler() -> None:
    with dsl.ExitHandler(farewell(text="bye")):
        work()


@dsl.pipeline(name="exit-handler-of-a-failure")
def exit_handler_of_a_failure() -> None:
    with dsl.ExitHandler(farewell(text="bye")):
        afterwards(text=fail().output)


@dsl.pipeline(name="exit-handler-without-status")
def exit_handler_without_status() -> None:
    with dsl.ExitHandler(sweep(text="clean")):
        fail()


@dsl.pipeline(name="final-status")
def final_status() -> None:
    with dsl.ExitHandler(report()):
        fail()


@dsl.pipeline(name="failure")
def failure() -> None:
    # KFP's order of tasks that do not wait for each other is random: of two that fail it runs one, whichever.
    afterwards(text=fail().output)
    fail()
    apart()


@dsl.pipeline(name="ignored-failure")
def ignored_failure() -> None:
    afterwards(text=fail().output).ignore_upstream_failure()


@dsl.pipeline(name="ignored-order")
def ignored_order() -> None:
    afterwards(text="given").after(fail()).ignore_upstream_failure()


@dsl.pipeline(name="retries")
def retries(times: int = 2) -> None:
    stumble(times=times).set_retry(2, backoff_duration="0s")


@dsl.pipeline(name="lasting-error")
def lasting_error() -> None:
    refuse().set_retry(2, backoff_duration="0s")


@dsl.pipeline
def stumbling(times: int) -> int:
    return stumble(times=times).output


@dsl.pipeline(name="retry-of-a-nested-pipeline")
def retry_of_a_nested_pipeline() -> None:
    stumbling(times=1).set_retry(2, backoff_duration="0s")


@dsl.pipeline(name="timeout")
def timeout(patience_seconds: float = 60.0) -> None:
    kubernetes.set_timeout(dawdle(patience_seconds=patience_seconds), 1)


SAMPLES = [
    Sample(exit_handler),
    Sample(exit_handler_of_a_failure),
    Sample(exit_handler_without_status),
    Sample(final_status),
    Sample(failure),
    Sample(ignored_failure),
    Sample(ignored_order),
    Sample(retries),
    Sample(retries, {"times": 5}, "in-vain"),
    Sample(lasting_error),
    Sample(retry_of_a_nested_pipeline),
    Sample(timeout, patient=True),
]
