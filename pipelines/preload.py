"""What the fork server imports for the training pipeline, so that no stage pays for it again."""

from pipelines.runner.pool import Pool

# In the order in which stages need them. The libraries have steps of their own because the server hears nothing during
# one; what only some sources need comes last, and is imported by their stage where that is faster.
MODULES = (
    # All that runs where every other stage's outcome is taken from the cache.
    "penstock.stages.finish",
    "numpy",
    "pyarrow",
    "pandas",
    "pandera.pandas",
    "penstock.stages.ingest",
    # Small, and so early because it also ends a run whose sources cannot be read.
    "penstock.stages.finish",
    "pandera.backends.pandas.container",
    "pandera.backends.pandas.builtin_checks",
    "penstock.stages.combine",
    "penstock.stages.split",
    "scipy.special",
    "scipy.sparse.csgraph",
    "scipy.stats",
    "sklearn.utils",
    "sklearn.ensemble",
    "sqlalchemy.orm",
    "alembic.command",
    "optuna.storages",
    "penstock.stages.tune",
    "skops.io",
    "penstock.stages.train",
    "penstock.stages.evaluate",
    "penstock.stages.register",
    "penstock.stages.refuse",
)


def start_pool() -> Pool:
    """Start a fork server with these modules; they are imported while the caller goes on."""
    return Pool(MODULES)
