"""A local Slack, a local Google Sheets and a page to use both; imports nothing of the program."""
