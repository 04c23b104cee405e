"""The arithmetic of the register: pure functions over figures."""
