"""The register stage as a Kubeflow Pipelines component."""
