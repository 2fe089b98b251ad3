"""The roster of a producer group, as a kind of file the repair desk takes in."""
