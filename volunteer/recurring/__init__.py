"""Needs that come back: a rhythm of dates, each handed in as an ordinary demand some days ahead."""
