"""`vinhdanh bench`: the standard work on both homes, beside the limits of the machine it runs on."""
