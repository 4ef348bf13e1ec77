"""Two web hosts, two schedulers, one database: one host is lost under load."""
