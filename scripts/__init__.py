"""Tools for those who work on penstock; nothing here is installed."""
