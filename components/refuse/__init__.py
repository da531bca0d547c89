"""The refuse stage as a Kubeflow Pipelines component."""
