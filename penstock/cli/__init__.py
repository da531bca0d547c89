"""The `penstock` command: parses, calls, prints."""
