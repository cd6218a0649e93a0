"""What Backroom costs, beside a peer or a floor, in the same run."""
