"""The feature plan: declared once, used in training and in serving."""
