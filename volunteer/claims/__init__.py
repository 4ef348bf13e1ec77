"""Who takes which position."""
