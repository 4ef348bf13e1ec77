"""Taxonomy and holidays as shipped; an administrator edits them afterwards."""
