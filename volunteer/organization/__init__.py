"""The unit tree, the place tree, and who may do what below which node."""
