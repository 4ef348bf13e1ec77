"""Rosters in: files read, checked, applied."""
