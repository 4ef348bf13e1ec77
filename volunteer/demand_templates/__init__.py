"""Common demands half written, kept by the committee: chosen in one tap and edited freely."""
