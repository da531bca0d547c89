"""Lets an earlier outcome stand for a task, and says why or why not."""
