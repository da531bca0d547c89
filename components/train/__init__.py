"""The train stage as a Kubeflow Pipelines component."""
