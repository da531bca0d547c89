"""Where both runners differ, each does what is said of it: nothing here may change unseen."""

from datetime import datetime

import pytest

from tests.parity.conftest import Compare
from tests.parity.words import LOOKALIKE


def test_whole_numbers_stay_integers_here_as_on_a_cluster(compare: Compare) -> None:
    both = compare("whole-numbers-in-lists")
    assert (both.kfp.value("kinds"), both.penstock.value("kinds")) == ("float float float", "int float int")
    texts = compare("number-in-text")
    assert (texts.kfp.value("say"), texts.penstock.value("say")) == ("<3.0>", "<3>")
    turn = compare("whole-numbers-in-a-loop")
    assert (turn.kfp.value("for-loop-2/1/say"), turn.penstock.value("for-loop-2/1/say")) == ("<2.0>", "<2>")


def test_a_pipeline_may_have_an_optional_input_without_a_default_here(compare: Compare) -> None:
    both = compare("optional-input")
    assert both.kfp.problem.startswith("ValueError: Unknown value type")
    assert both.penstock.value("whose") == "none"


def test_a_text_for_a_nested_pipeline_is_filled_here(compare: Compare) -> None:
    both = compare("text-for-a-nested-pipeline")
    assert (both.kfp.value("say"), both.penstock.value("say")) == ("<null>", "<a>")


def test_a_value_is_never_a_template_here(compare: Compare) -> None:
    both = compare("lookalike")
    assert both.kfp.value("say") != LOOKALIKE
    assert both.penstock.value("say") == LOOKALIKE


def test_names_of_run_and_task_are_known(compare: Compare) -> None:
    both = compare("names")
    for outcome in (both.kfp, both.penstock):
        name, job, text, task, identity = (outcome.value(task) for task in ("say", "say-2", "say-3", "say-4", "say-5"))
        assert text == f"<{job}>"
        assert task == "say-4"
        assert str(name).startswith("names-")
        assert len({name, job, identity, task}) == 4
    assert both.penstock.value("say-2") == "run-0"
    assert compare("resource-name").penstock.value("say") == "resource-name-run-0"
    assert str(compare("root").penstock.value("say")).endswith("runs/run-0")


@pytest.mark.parametrize("sample", ["resource-name", "times"])
def test_names_that_the_other_runner_does_not_know_make_it_break_off(compare: Compare, sample: str) -> None:
    assert compare(sample).kfp.problem == "IndexError: list index out of range"


def test_a_run_tells_when_it_began(compare: Compare) -> None:
    times = compare("times").penstock
    assert datetime.fromisoformat(str(times.value("say"))).tzinfo is not None
    assert times.value("say") == times.value("say-2")


def test_the_executor_input_is_refused_to_a_python_component(compare: Compare) -> None:
    both = compare("executor-input")
    assert "parameterValues" in str(both.kfp.value("say"))
    assert both.penstock.tasks["say"].cause.startswith("the placeholder `{{$}}` is for container components\n  where: say")


def test_a_loop_over_given_artifacts_is_not_left_out_here(compare: Compare) -> None:
    both = compare("loop-over-given-artifacts")
    turns = ["for-loop-1/0/describe", "for-loop-1/1/describe"]
    assert both.kfp.state == "succeeded"
    assert not set(turns) & set(both.kfp.tasks)
    assert [both.penstock.value(turn) for turn in turns] == [
        {"kind": "system.Dataset", "metadata": {"number": 0.5}, "text": "table 2"},
        {"kind": "system.Dataset", "metadata": {"number": 0.25}, "text": "table 1"},
    ]


def test_an_import_of_nothing_fails_at_once_here(compare: Compare) -> None:
    both = compare("importer-absent")
    assert both.kfp.tasks["importer"].artifacts == {"artifact": ["absent"]}
    cause = both.penstock.tasks["importer"].cause
    assert cause.startswith("the file to import does not exist\n  where: importer: ")
    assert "/project/absent.csv\n" in cause


def test_an_import_from_elsewhere_fails_at_once_here(compare: Compare) -> None:
    both = compare("importer-remote")
    assert both.kfp.tasks["importer"].artifacts == {"artifact": ["absent"]}
    assert both.penstock.tasks["importer"].cause.startswith("an import over s3 does not run here\n  where: importer\n")


def test_a_loop_in_a_loop_keeps_both_items_here(compare: Compare) -> None:
    both = compare("loop-in-a-loop")
    turns = [f"for-loop-1/{outer}/for-loop-3/{inner}/scale" for outer in (0, 1) for inner in (0, 1)]
    assert [both.kfp.value(turn) for turn in turns] == ["1.5 1.5", "2.5 2.5", "1.5 1.5", "2.5 2.5"]
    assert [both.penstock.value(turn) for turn in turns] == ["w0 1.5", "w0 2.5", "w1 1.5", "w1 2.5"]


def test_loops_over_named_outputs_and_empty_lists_run_here(compare: Compare) -> None:
    named = compare("loop-over-a-named-output")
    assert named.kfp.problem.endswith("'pipelinechannel--both-letters' not found.")
    assert [named.penstock.value(f"for-loop-1/{turn}/say") for turn in (0, 1)] == ["a", "b"]
    empty = compare("empty-loop")
    assert "task 'for-loop-1' not found" in empty.kfp.problem
    assert empty.penstock.value("count") == 0


def test_branches_and_turns_run_at_once_here(compare: Compare) -> None:
    branches = compare("branches")
    assert sorted([branches.kfp.value("meet"), branches.kfp.value("meet-2")], key=str) == [1, 2]
    assert [branches.penstock.value("meet"), branches.penstock.value("meet-2")] == [2, 2]
    turns = compare("turns-at-once")
    tasks = [f"for-loop-2/{turn}/meet" for turn in range(3)]
    assert [turns.kfp.value(task) for task in tasks] == [2, 2, 3]
    assert [turns.penstock.value(task) for task in tasks] == [3, 3, 3]


def test_one_of_two_artifacts_is_chosen_here(compare: Compare) -> None:
    both = compare("one-of-artifacts")
    assert both.kfp.problem == "ValueError: Expected 1 artifact in ArtifactSelectorSpec. Got: 2"
    assert both.penstock.value("read") == "no"


def test_a_float_is_compared_with_a_whole_number_here(compare: Compare) -> None:
    both = compare("number-beside-whole-number")
    assert (both.kfp.tasks, list(both.penstock.tasks)) == ({}, ["inside"])


@pytest.mark.parametrize("sample", ["condition-on-text", "condition-on-text-crafted"])
def test_a_condition_on_text_is_code_there_and_refused_here_before_anything_runs(compare: Compare, sample: str) -> None:
    both = compare(sample)
    assert both.kfp.value("inside") == "inside"
    assert both.penstock.tasks == {}
    assert both.penstock.problem.startswith("the condition compares text\n  where: condition-1: ")
    assert "let a stage return a boolean" in both.penstock.problem


def test_a_final_status_names_what_failed_here(compare: Compare) -> None:
    both = compare("final-status")
    assert both.kfp.value("report") == ["local-pipeline-exit-handler-1", "exit-handler-1", 1, "Task exit-handler-1 failed."]
    assert both.penstock.value("report") == ["final-status-run-0", "exit-handler-1", 1, "fail: the stage raised ValueError"]


def test_what_does_not_depend_on_a_failure_still_runs_here(compare: Compare) -> None:
    both = compare("failure")
    assert len({"fail", "fail-2"} & set(both.kfp.tasks)) == 1
    assert set(both.penstock.tasks) == {"fail", "fail-2", "apart"}
    assert (both.kfp.state, both.penstock.state) == ("failed", "failed")


def test_a_task_that_ignores_a_failure_has_its_default_here(compare: Compare) -> None:
    both = compare("ignored-failure")
    assert both.kfp.problem.startswith("ValueError: Tried to get output 'Output' from task 'fail'")
    assert both.penstock.value("afterwards") == "nothing came"


def test_an_error_that_will_come_again_is_not_retried_here(compare: Compare) -> None:
    both = compare("lasting-error")
    assert (both.kfp.files, both.penstock.files) == (["try-0", "try-1", "try-2"], ["try-0"])


def test_a_timeout_is_kept_here(compare: Compare) -> None:
    both = compare("timeout")
    assert both.kfp.value("dawdle") == "came to its end"
    assert both.penstock.tasks["dawdle"].state == "timed out"


def test_packages_are_not_installed_here(compare: Compare) -> None:
    both = compare("packages")
    # Its process has no package index: that it fails shows that it tried.
    assert both.kfp.tasks["packed"].state == "failed"
    assert both.penstock.value("packed") == "worked"


def test_a_limit_of_memory_is_kept_here(compare: Compare) -> None:
    both = compare("memory-limit")
    assert both.kfp.value("eat") == 2**29
    assert both.penstock.tasks["eat"].cause.startswith("the stage ran out of memory")


def test_a_secret_is_a_variable_here(compare: Compare) -> None:
    both = compare("secret-as-variable")
    assert (both.kfp.value("secret"), both.penstock.value("secret")) == ("absent", "hidden words")


@pytest.mark.parametrize(
    ("sample", "task", "problem"),
    [
        ("secret-by-parameter", "secret", "a parameter names a secret, which is not known here"),
        ("secret-as-volume", "mounted", "there is no volume for /mnt/penstock-parity here"),
        ("volume", "mounted", "there is no volume for /mnt/penstock-parity here"),
        ("config-map", "secret", "there are no config maps here"),
        ("field-path", "secret", "there is no pod here to read a field of"),
    ],
)
def test_what_only_a_cluster_has_is_missing_there_and_refused_here(
    compare: Compare, sample: str, task: str, problem: str
) -> None:
    both = compare(sample)
    assert both.kfp.value(task) in ("absent", False)
    assert both.penstock.tasks == {}
    assert both.penstock.problem.startswith(f"{problem}\n  where: {task}\n  fix:   ")


@pytest.mark.parametrize("sample", ["container-component", "container-placeholders", "containerized-component"])
def test_no_runner_starts_containers(compare: Compare, sample: str) -> None:
    both = compare(sample)
    assert "only supports running Lightweight Python Components" in both.kfp.problem
    assert both.penstock.tasks == {}
    assert "does not run here" in both.penstock.problem


def test_a_workspace_stays_with_the_run_here(compare: Compare) -> None:
    both = compare("workspace")
    assert (both.kfp.kept, both.penstock.kept) == ([], ["note"])
    assert both.penstock.value("fetch") == "shared"


def test_the_cache_answers_for_a_task_unless_it_must_not(compare: Compare) -> None:
    cached, executed = compare("caching"), compare("caching-off")
    assert (len(cached.kfp.files), len(cached.penstock.files)) == (1, 1)
    assert (len(executed.kfp.files), len(executed.penstock.files)) == (2, 2)


def test_the_cache_looks_at_what_inputs_truly_are_here(compare: Compare) -> None:
    both = compare("caching-of-content")
    assert (both.kfp.value("lines"), both.penstock.value("lines")) == (3, 4)
    for sample in ("caching-of-a-name", "caching-of-content", "caching-by-key"):
        both = compare(sample)
        assert (len(both.kfp.files), len(both.penstock.files)) == (1, 2)
