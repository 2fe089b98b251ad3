"""Pages about forms: reading them, and writing their next version."""
