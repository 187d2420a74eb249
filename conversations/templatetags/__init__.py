"""Tags that the pages' frame is written with."""
