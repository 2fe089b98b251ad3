"""Two records that may be one person: found, asked about, decided."""
