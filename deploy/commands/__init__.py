"""The commands of `vinhdanh`, one module per subject."""
