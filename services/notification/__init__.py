"""Notification: who is told, in what words, over which channel, until it is delivered or a person must look."""
