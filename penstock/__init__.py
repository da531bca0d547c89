"""Turn tables into a model behind a REST endpoint that watches itself and never promotes something worse."""

__version__ = "0.1.0"
