"""What a unit did in a month, counted, frozen at the cut-off, handed out (D22)."""
