"""The one decorator that makes a stage function a component: our stage image, and nothing installed at run time."""

from collections.abc import Callable

from kfp import dsl
from kfp.dsl.python_component import PythonComponent

STAGE_IMAGE = "penstock-stage:dev"


def stage_component(function: Callable[..., object]) -> PythonComponent:
    """Make `function` a lightweight component on the stage image."""
    component: PythonComponent = dsl.component(function, base_image=STAGE_IMAGE, install_kfp_package=False)
    return component
