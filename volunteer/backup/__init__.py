"""Backup and recovery: the whole state in one sealed file that has been proved, and back again (docs/recovery.md)."""
