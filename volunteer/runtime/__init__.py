"""What it takes to run the platform on a machine: set-up, embedded database, processes. Speaks no domain."""
