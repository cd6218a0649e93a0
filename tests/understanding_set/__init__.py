"""Sentences and conversations of authors who knew neither the program nor its phrases."""
