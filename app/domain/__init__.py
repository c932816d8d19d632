"""What every room talks about: entries staff write, the reading of a message, the answer to it."""
