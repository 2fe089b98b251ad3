"""The legal clocks of a case: as the pack defines them, counted, run and rung."""
