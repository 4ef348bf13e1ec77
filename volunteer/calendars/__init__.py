"""One's services in one's own calendar: a private feed, and a file for each place one holds."""
