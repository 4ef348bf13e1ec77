"""Reading what people write: sensitive parts, numbers, hurry, likeness. Pure: no Flask, no database, no clock."""
