"""Record how a run ended, whatever happened."""

from kfp import dsl

from components.shell import stage_component


@stage_component
def finish(run: str, status: dsl.PipelineTaskFinalStatus) -> None:
    """Record how a run ended, whatever happened.

    Args:
        run: the run's identifier.
        status: the final state, filled in by the orchestrator.
    """
    from penstock.stages.finish import finish

    finish(run, status.state)
