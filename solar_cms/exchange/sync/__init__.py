"""Acts that were written where there was no line, sent later: applied once, or kept beside what stands."""
