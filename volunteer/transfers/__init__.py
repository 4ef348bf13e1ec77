"""Members moving from one squad to another, agreed by both sides."""
