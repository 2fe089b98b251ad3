"""Help in the page: texts that offices may change, and a first tour of the site for each role."""
