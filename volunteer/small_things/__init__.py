"""Small things quickly (D8): a demand for one or two helpers becomes a published project in one step."""
