"""What people may ask of the data kept about them: to see them, to have them corrected or emptied."""
