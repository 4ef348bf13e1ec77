"""Tests of what is shipped for running the platform: installer, services, proxy, container."""
