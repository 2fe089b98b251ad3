"""What the registry's kinds of file share: places as people write them, fields taken over, undoing."""
