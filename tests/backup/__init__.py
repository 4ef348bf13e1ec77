"""Tests of backup and recovery."""
