"""Reads compiled pipelines as text and says what in them will not hold: it imports and runs nothing of them."""
