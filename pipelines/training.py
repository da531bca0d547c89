"""The training pipeline: from any tables to a registered model."""

from kfp import dsl
from kfp.dsl.base_component import BaseComponent

from components.combine.component import combine
from components.evaluate.component import evaluate
from components.finish.component import finish
from components.ingest.component import ingest
from components.refuse.component import refuse
from components.register.component import register
from components.split.component import split
from components.train.component import train
from components.tune.component import tune
from penstock.project import Project
from penstock.settings import encode_section, settings_digest
from pipelines.limits import bound


def training_pipeline(project: Project) -> BaseComponent:
    """Return the training pipeline of `project`: one ingest task a source, one branch on the gate's boolean."""
    settings = project.settings
    seed = settings.project.seed
    features, training = encode_section(settings.features), encode_section(settings.training)

    @dsl.pipeline(name=f"{settings.project.name}-training", description=f"Train and register {settings.project.name}.")
    def pipeline(contract: str = project.contract.encode().decode()) -> None:
        run = dsl.PIPELINE_JOB_ID_PLACEHOLDER
        with dsl.ExitHandler(bound(finish(run=run), "finish", settings, cached=False), name="training"):
            parts = {}
            for number, source in enumerate(settings.sources, start=1):
                read = ingest(contract=contract, source=encode_section(source))
                # A cluster's cache knows the parameters of a task, not what stands behind a path or an address.
                known = source.sha256 is not None
                parts[f"part_{number}"] = bound(read, f"ingest-{source.name}", settings, cached=known).outputs["part"]
            joined = bound(combine(contract=contract, settings=encode_section(settings.dataset), **parts), "combine", settings)
            rows = joined.outputs["dataset"]
            parted = bound(
                split(contract=contract, settings=encode_section(settings.dataset), seed=seed, dataset=rows), "split", settings
            )
            given = {"contract": contract, "seed": seed, "splits": parted.outputs["splits"]}
            plan = {"features": features, "training": training}
            search = bound(
                tune(tuning=encode_section(settings.tuning), metric=settings.evaluation.metric or "", **plan, **given),
                "tune",
                settings,
            )
            fitted = bound(train(best=search.outputs["Output"], **plan, **given), "train", settings)
            judged = bound(
                evaluate(
                    evaluation=encode_section(settings.evaluation),
                    gate=encode_section(settings.gate),
                    model=fitted.outputs["model"],
                    **given,
                ),
                "evaluate",
                settings,
                cached=False,
            )
            candidate = {
                "name": settings.project.name,
                "settings": settings_digest(settings),
                "dataset": rows,
                "splits": parted.outputs["splits"],
                "model": fitted.outputs["model"],
                "report": judged.outputs["report"],
            }
            with dsl.If(judged.outputs["Output"] == True, name="gate-passed"):  # noqa: E712
                bound(register(**candidate), "register", settings, cached=False)
            with dsl.Else(name="gate-refused"):
                bound(refuse(**candidate), "refuse", settings, cached=False)

    return pipeline
