"""How the installation stands: in plain words for whoever runs it, in figures for Prometheus."""
