"""The stages as plain typed functions from files to files; each has a component in `components/`."""
