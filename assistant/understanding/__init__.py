"""What staff mean: a message and the names a shop has -> commands with their slots; pure."""
