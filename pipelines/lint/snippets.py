"""Puts together the examples of rules from pieces that they share."""

KUBERNETES = "from kfp import kubernetes"
TIDY = '@dsl.component\ndef tidy():\n    print("done")'


def train(base_image: str = "") -> str:
    """Return a component that trains, in the image `base_image` if one is named."""
    told = f'(base_image="{base_image}")' if base_image else ""
    return f"@dsl.component{told}\ndef train() -> float:\n    return 0.5"


def example(*parts: str, body: str, takes: str = "") -> str:
    """Return `parts` (imports, components) and a pipeline with the lines of `body`; `takes` are its parameters."""
    indented = body.replace("\n", "\n    ")
    return "\n\n\n".join([*parts, f"@dsl.pipeline\ndef pipeline({takes}):\n    {indented}"])
