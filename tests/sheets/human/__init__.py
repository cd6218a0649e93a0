"""The ledger against a randomised person: who acts, what goes wrong, and who judges."""
