"""Taxonomy, templates and holidays as shipped; an administrator edits them afterwards."""
