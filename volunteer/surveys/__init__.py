"""Asking units to bring profiles up to date."""
