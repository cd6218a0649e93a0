"""The running program: the only package that may import all the others."""
