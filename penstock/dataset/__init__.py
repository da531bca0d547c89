"""Validation, quarantine, de-duplication, versions and splits."""
