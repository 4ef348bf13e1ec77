"""The ways out: one file for each, behind one call (kernel/outbox.py: recipient, payload, dedupe key)."""
