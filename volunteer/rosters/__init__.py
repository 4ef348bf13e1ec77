"""People, units, places and operators in from spreadsheets."""
