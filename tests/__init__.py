"""The tests of Backroom."""
