"""What is it? One file a noun: how it is stored beside what of it is shown."""
