"""What is it? One file a noun: the stored row beside the shown type."""
