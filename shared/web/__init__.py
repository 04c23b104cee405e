"""HTTP for every service: one way to authenticate, to act in a transaction, to refuse and to answer."""
