"""Where help is missing and why."""
