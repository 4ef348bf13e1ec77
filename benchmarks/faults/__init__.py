"""What breaks is broken on purpose while people work; what they saw, and what was lost."""
