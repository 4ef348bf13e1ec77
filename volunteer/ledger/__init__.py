"""Append-only service hours."""
