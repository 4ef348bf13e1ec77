"""Published service: positions and sessions."""
