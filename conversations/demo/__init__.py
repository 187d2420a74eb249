"""A believable account to look at: two years of a small design studio, written through the services."""
