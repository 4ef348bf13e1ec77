"""What teams offer, and what sites order of it."""
