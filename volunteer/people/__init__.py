"""Members: profile, skills, availability."""
