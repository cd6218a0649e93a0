"""Tests of the local servers, through the unmodified clients of the real ones."""
