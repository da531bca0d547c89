"""One folder a stage: the shell that Kubeflow Pipelines runs."""
