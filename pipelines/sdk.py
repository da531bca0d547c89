"""Bring in the parts of the Kubeflow Pipelines SDK that compiling needs, without its client.

`import kfp` alone takes two seconds, three quarters of them for the client of a cluster that a laptop does not have.
"""

import os

_SWITCH = "_KFP_RUNTIME"
_before = os.environ.get(_SWITCH)
# The SDK's own switch: with it set, the package's front door loads nothing else.
os.environ[_SWITCH] = "true"
try:
    import kfp  # noqa: F401
finally:
    if _before is None:
        del os.environ[_SWITCH]
    else:
        os.environ[_SWITCH] = _before

from kfp import compiler, dsl  # noqa: E402

__all__ = ["compiler", "dsl"]
