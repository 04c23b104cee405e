"""Who must know, in what words, and when to try again: pure functions."""
