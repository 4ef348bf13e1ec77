"""What the people say for whom a service was: at its end, by a link, or when they are called (D9)."""
