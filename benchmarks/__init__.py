"""Figures the platform is held to; `scripts/bench NAME` runs one and prints a ratio taken on one machine in one run."""
