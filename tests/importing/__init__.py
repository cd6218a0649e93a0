"""Tests of imports: the real file, bad files, and being killed half way."""
