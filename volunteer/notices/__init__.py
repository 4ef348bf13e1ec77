"""What a person is told in the app."""
