"""One file a sales channel: how what it hands us is read."""
