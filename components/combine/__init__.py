"""The combine stage as a Kubeflow Pipelines component."""
