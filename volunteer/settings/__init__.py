"""Every setting of the platform in one table: what it means, what it may be, what production asks of it."""
