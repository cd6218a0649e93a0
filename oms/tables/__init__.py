"""The mapped classes: what the database remembers, one module an area."""
