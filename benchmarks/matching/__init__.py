"""What the matching engine reaches: `scripts/bench matching` (see `__main__`)."""
