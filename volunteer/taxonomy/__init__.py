"""Skills and categories that demands, positions and members share."""
