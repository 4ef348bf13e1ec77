"""Micro-wishes (微心愿): a small wish of one person, granted by one member."""
