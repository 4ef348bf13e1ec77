"""Service records handed to other systems."""
