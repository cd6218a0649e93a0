"""The staff's door: one file a command; a file put here is found."""
