"""What a triager has beside each demand that came in: what it asks for, what resembles it, who should take it."""
