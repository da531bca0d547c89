"""Estimators, tuning, training, evaluation and the gate."""
