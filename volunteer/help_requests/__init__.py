"""Residents ask for help without an account, and follow what becomes of it under a private link."""
