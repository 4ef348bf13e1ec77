"""Signing in with an account kept elsewhere, and what links it to the one here."""
