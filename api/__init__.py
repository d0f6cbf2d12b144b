"""How it gets in and out: network, processes, the outside world. Decides nothing."""
