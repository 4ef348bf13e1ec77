"""Villages and communities, the places that ask for service."""
