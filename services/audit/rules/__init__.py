"""What the witness computes: pure functions over bytes and plain JSON values."""
