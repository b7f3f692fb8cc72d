"""What tools are described by."""
