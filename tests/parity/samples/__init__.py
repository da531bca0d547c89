"""Sample pipelines, one a feature of Kubeflow Pipelines; nothing but the KFP side of the comparison imports them."""

from tests.parity.samples import artifacts, caching, choices, endings, loops, surroundings, values

SAMPLES = [sample for theme in (values, artifacts, loops, choices, endings, surroundings, caching) for sample in theme.SAMPLES]
