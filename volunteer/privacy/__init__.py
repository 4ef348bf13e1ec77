"""What people may ask about their own data, and how long any of it is kept."""
