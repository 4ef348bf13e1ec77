"""The deterministic pilot city."""
