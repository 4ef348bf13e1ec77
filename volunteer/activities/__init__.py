"""The day of service: codes, punches, attendance."""
