"""The split stage as a Kubeflow Pipelines component."""
