"""Sentences of staff, and what is not said to us at all."""
