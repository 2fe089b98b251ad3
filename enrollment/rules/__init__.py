"""What stands in the way of enrolling, collecting and remitting. Pure questions."""
