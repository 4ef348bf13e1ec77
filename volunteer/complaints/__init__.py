"""Complaints and suggestions: handled above whoever is named, answered by a day, told under a private link."""
