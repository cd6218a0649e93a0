"""One file a tab of the ledger."""
