"""The ingest stage as a Kubeflow Pipelines component."""
