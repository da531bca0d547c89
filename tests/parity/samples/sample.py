"""What a sample is, and the decorator of its stages: as in penstock, an image of its own and nothing to install."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kfp import dsl

stage = dsl.component(base_image="registry.local/stage:1", install_kfp_package=False)


@dataclass(frozen=True)
class Sample:
    """A pipeline with its arguments; `patient` ones take `patience_seconds`, and `rounds` says how often it runs in a row."""

    pipeline: dsl.base_component.BaseComponent
    arguments: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""
    patient: bool = False
    rounds: int = 1

    @property
    def name(self) -> str:
        """Give the name that outcomes are kept by."""
        return f"{self.pipeline.name}-{self.variant}" if self.variant else str(self.pipeline.name)
