"""Sources of rows: files, HTTP and databases, all yielding the same batches."""

from penstock.ingest.batch import Batch, Fault
from penstock.ingest.read import read

__all__ = ["Batch", "Fault", "read"]
