"""What every room stands on: clock, database, errors, transitions, unit of work."""
