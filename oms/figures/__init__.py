"""One file a figure: what the digest and the reports show, each with one definition."""
