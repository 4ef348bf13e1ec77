"""Half an hour of mixed load on the whole platform at pilot scale."""
