"""The finish stage as a Kubeflow Pipelines component."""
