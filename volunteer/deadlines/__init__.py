"""Deadlines of demands watched: reminders, the next tier, bulletin, extensions."""
