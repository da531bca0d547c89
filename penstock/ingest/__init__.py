"""Sources of rows: files, HTTP and databases, all yielding the same batches."""
