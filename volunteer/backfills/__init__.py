"""Hours entered after the fact: backfilled, declared missing, on public notice."""
