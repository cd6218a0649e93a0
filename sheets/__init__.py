"""The owners' door: the ledger, read and written."""
