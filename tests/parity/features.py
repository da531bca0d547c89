"""The rows of the table of features: the samples that show each, how to put an outcome into words, and what a cluster does.

What a cluster does is from Kubeflow Pipelines' documentation and source, as no test here has a cluster.
"""

from dataclasses import dataclass

from tests.parity.words import (
    LOOKALIKE,
    Tell,
    choice,
    end,
    executed,
    last_item,
    ran,
    replaced,
    smallest,
    tried,
    value,
)


@dataclass(frozen=True)
class Feature:
    """A row: the first of `samples` is put into words by `tell`, and all of them are compared."""

    name: str
    samples: tuple[str, ...]
    cluster: str
    tell: Tell


VALUES = [
    Feature("parameters of every type, defaults, several outputs", ("parameters", "parameters-given"), "runs", end),
    Feature("outputs written to a path: `OutputPath`", ("output-paths",), "runs", end),
    Feature(
        "an optional input of the pipeline without a default",
        ("optional-input",),
        "the stage's own default",
        choice(ran("whose"), "the stage's own default"),
    ),
    Feature(
        "whole numbers in lists and maps",
        ("whole-numbers-in-lists",),
        "integers",
        choice(lambda outcome: "int" in str(outcome.value("kinds")), "integers", "become floats"),
    ),
    Feature('text made of parameters: `f"<{word}>"`, in lists and maps too', ("text-in-constants",), "runs", end),
    Feature("the number 3 in such a text", ("number-in-text",), "`<3>`", value("say", "`{}`")),
    Feature(
        "such a text for a nested pipeline, of the word `a`", ("text-for-a-nested-pipeline",), "unknown", value("say", "`{}`")
    ),
    Feature(
        "a value that looks like a placeholder",
        ("lookalike",),
        "replaced if it names an input",
        choice(lambda outcome: outcome.value("say") == LOOKALIKE, "stays as it is", "is taken for one"),
    ),
    Feature(
        "`PIPELINE_JOB_NAME`, `_JOB_ID`, `PIPELINE_TASK_NAME`, `_TASK_ID`",
        ("names",),
        "replaced where they are the whole argument",
        choice(replaced, "replaced, in texts too", "not replaced"),
    ),
    Feature("`PIPELINE_ROOT`", ("root",), "not replaced", choice(replaced, "replaced", "not replaced")),
    Feature("`PIPELINE_JOB_RESOURCE_NAME`", ("resource-name",), "replaced", choice(replaced, "replaced", "not replaced")),
    Feature(
        "`PIPELINE_JOB_CREATE_TIME_UTC`, `_SCHEDULE_TIME_UTC`",
        ("times",),
        "replaced",
        choice(replaced, "replaced", "not replaced"),
    ),
    Feature("`PIPELINE_TASK_EXECUTOR_INPUT` for a Python component", ("executor-input",), "unknown", end),
    Feature("`TaskConfig`", ("task-config",), "filled from the pod", value("configured", "empty: `{}`")),
]
ARTIFACTS = [
    Feature("every kind of artifact, files and folders, metadata", ("artifacts",), "runs", end),
    Feature("artifacts as return values, `InputPath`, `OutputPath`", ("returned-artifacts",), "runs", end),
    Feature("an artifact that its stage keeps elsewhere", ("artifact-elsewhere",), "only in object stores", end),
    Feature("lists of artifacts", ("artifact-lists",), "runs", end),
    Feature("a loop over artifacts", ("loop-over-artifacts",), "not implemented", end),
    Feature(
        "a loop over artifacts that a nested pipeline is given",
        ("loop-over-given-artifacts",),
        "not implemented",
        choice(ran("for-loop-1/0/describe"), "runs", "leaves the loop out, and succeeds"),
    ),
    Feature(
        "importer: a constant, an input or an output as address, metadata, `reimport`",
        ("imports",),
        "constants and inputs, in object stores; without `reimport` what is known of the address",
        end,
    ),
    Feature("importer of a file that is absent", ("importer-absent",), "the reader fails", end),
    Feature("importer of `s3://`", ("importer-remote",), "runs", choice(ran("importer"), "runs, but nothing is fetched")),
    Feature("importer with `download_to_workspace`", ("importer-workspace",), "copies into the workspace", end),
]
LOOPS = [
    Feature("loops over constants, inputs, outputs and keys of maps", ("loops",), "runs", end),
    Feature(
        "a loop over constants in a loop over an output",
        ("loop-in-a-loop",),
        "runs",
        choice(
            lambda outcome: outcome.value("for-loop-1/0/for-loop-3/0/scale") == "w0 1.5",
            "runs",
            "the inner item takes the outer one's place",
        ),
    ),
    Feature("a loop over a named output", ("loop-over-a-named-output",), "runs", end),
    Feature("a loop over a list that turns out empty, collected", ("empty-loop",), "runs", end),
    Feature("`Collected` parameters, in the order of the items", ("collected",), "runs", end),
    Feature("`Collected` out of nested loops", ("nested-collected",), "one flat list", value("keep", "`{}`")),
    Feature("the number 1 of a loop in a text", ("whole-numbers-in-a-loop",), "`<1>`", value("for-loop-2/0/say", "`{}`")),
    Feature("`parallelism`", ("limited-loop",), "kept", value("for-loop-2/0/crowd", "at most {} turn at once")),
    Feature(
        "turns of a loop at once, of three",
        ("turns-at-once",),
        "as many as the cluster has room for",
        value("for-loop-2/0/meet", "{}"),
    ),
    Feature(
        "independent tasks at once",
        ("branches",),
        "as many as the cluster has room for",
        smallest,
    ),
]
CHOICES = [
    Feature("`If`, `Elif`, `Else`, nested, `OneOf` parameters", ("conditions-1", "conditions-3", "conditions-5"), "runs", end),
    Feature("a loop in a condition, a condition in a loop", ("loop-in-a-condition", "condition-in-a-loop"), "runs", end),
    Feature("`OneOf` artifacts", ("one-of-artifacts",), "runs", end),
    Feature(
        "a float compared with a whole number: `2.0 == 2`",
        ("number-beside-whole-number",),
        "true",
        choice(ran("inside"), "true", "false, as the condition cannot be evaluated"),
    ),
    Feature('a text compared: `"go" == "go"`', ("condition-on-text",), "true", choice(ran("inside"), "true", "false")),
    Feature(
        "another text compared, made for it: `\"x' or 'a' == 'a\" == \"go\"`",
        ("condition-on-text-crafted",),
        "false",
        choice(ran("inside"), "true: the text is run as code", "false"),
    ),
]
ENDINGS = [
    Feature(
        "exit handler, with the final state, after success and failure",
        ("exit-handler", "exit-handler-of-a-failure", "exit-handler-without-status"),
        "runs",
        choice(ran("farewell"), "runs", "does not run"),
    ),
    Feature("the state in a final status, of a success", ("exit-handler",), "`bye COMPLETE`", value("farewell", "`{}`")),
    Feature(
        "the state in a final status, of a failure", ("exit-handler-of-a-failure",), "`bye FAILED`", value("farewell", "`{}`")
    ),
    Feature("the error in a final status", ("final-status",), "empty", last_item("report")),
    Feature(
        "tasks that do not depend on a failed one, with no loop, condition or exit handler beside them",
        ("failure",),
        "run",
        choice(lambda outcome: {"fail", "fail-2"} <= set(outcome.tasks), "run", "do not start any more"),
    ),
    Feature(
        "`ignore_upstream_failure`, waiting for order only",
        ("ignored-order",),
        "runs",
        choice(ran("afterwards"), "runs", "does not run"),
    ),
    Feature(
        "`ignore_upstream_failure`, wanting the failed task's output",
        ("ignored-failure",),
        "runs with its default",
        choice(ran("afterwards"), "runs with its default", "does not run"),
    ),
    Feature("retries", ("retries", "retries-in-vain"), "runs", end),
    Feature(
        "retries of an error that will come again (`DataError`, `ContractError`, `ProjectError`)",
        ("lasting-error",),
        "all",
        tried,
    ),
    Feature(
        "retries of a nested pipeline",
        ("retry-of-a-nested-pipeline",),
        "none",
        tried,
    ),
    Feature(
        "timeouts",
        ("timeout",),
        "kept",
        choice(ran("dawdle"), "ignored: the task comes to its end", "kept: the task and what it started are ended"),
    ),
]
SURROUNDINGS = [
    Feature("nested pipelines with defaults and outputs of both kinds", ("nested-pipelines",), "runs", end),
    Feature("environment variables", ("environment",), "set", choice(ran("variable"), "set", "not set")),
    Feature(
        "a secret as a variable",
        ("secret-as-variable",),
        "set",
        choice(
            lambda outcome: outcome.value("secret") == "hidden words", "set, from `.penstock/secrets.toml`", "ignored: not set"
        ),
    ),
    Feature("a secret named by a parameter", ("secret-by-parameter",), "set", choice(ran("secret"), "ignored: not set")),
    Feature("a secret as a volume", ("secret-as-volume",), "mounted", choice(ran("mounted"), "ignored: not mounted")),
    Feature("a persistent volume", ("volume",), "mounted", choice(ran("mounted"), "ignored: not mounted")),
    Feature("a config map as a variable", ("config-map",), "set", choice(ran("secret"), "ignored: not set")),
    Feature("a field of the pod as a variable", ("field-path",), "set", choice(ran("secret"), "ignored: not set")),
    Feature(
        "requests and limits of processors, requests of memory, accelerators, node selectors, tolerations, labels",
        ("placement",),
        "kept",
        choice(ran("work"), "ignored"),
    ),
    Feature(
        "`packages_to_install`",
        ("packages",),
        "installed into the container",
        choice(ran("packed"), "not installed: a stage finds what is there", "installed into this environment"),
    ),
    Feature(
        "a limit of memory that a task exceeds",
        ("memory-limit",),
        "the pod is ended",
        choice(ran("eat"), "ignored"),
    ),
    Feature(
        "workspace",
        ("workspace",),
        "a volume for the length of the run",
        choice(
            lambda outcome: outcome.kept == ["note"], "a folder that stays with the run", "a folder that is deleted after the run"
        ),
    ),
    Feature(
        "caching, of a run with the same inputs",
        ("caching",),
        "answered from the cache",
        executed,
    ),
    Feature(
        "`set_caching_options(False)`",
        ("caching-off",),
        "executed",
        executed,
    ),
    Feature("caching, of a run with another job name as an input", ("caching-of-a-name",), "executed", executed),
    Feature(
        "caching, of an artifact with the same path and other content",
        ("caching-of-content",),
        "answered from the cache",
        executed,
    ),
    Feature(
        "caching by a `cache_key` that is the same, with other inputs", ("caching-by-key",), "answered from the cache", executed
    ),
    Feature("container components", ("container-component",), "runs", end),
    Feature("`ConcatPlaceholder`, `IfPresentPlaceholder` (container components)", ("container-placeholders",), "runs", end),
    Feature("components with a `target_image`", ("containerized-component",), "runs", end),
]
THEMES = {
    "Parameters and placeholders": VALUES,
    "Artifacts": ARTIFACTS,
    "Loops, and what runs at once": LOOPS,
    "Conditions": CHOICES,
    "Failures": ENDINGS,
    "Everything else": SURROUNDINGS,
}
