"""What falls due, the city's clock and its working days."""
