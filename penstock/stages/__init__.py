"""The stages as plain typed functions from files to files; each has a component in `components/`."""

STAGES = ("ingest", "combine", "split", "tune", "train", "evaluate", "register", "refuse", "finish")
