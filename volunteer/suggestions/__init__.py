"""Adapter between the database and the matching package."""
