"""Task forces, emergency mode, and calling people out."""
