"""Bundles, aliases, digests and model cards."""
