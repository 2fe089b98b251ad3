"""Letting data go when their time is over, with a proof."""
