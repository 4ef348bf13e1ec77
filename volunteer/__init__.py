"""Volunteer-service platform: from a community's demand to trusted hours."""
