"""Rights: who may do what to which rows."""
