"""Who is let in and how far: printed codes, grants."""
