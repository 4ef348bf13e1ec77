"""Sign-in, one-time codes, tokens, locale."""
