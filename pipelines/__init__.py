"""The training pipeline, its compiler and the local runner."""
