"""One file a stage, and when they run. What belongs here: assets. What does not: the work they call."""
