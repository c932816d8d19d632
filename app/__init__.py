"""Anti-fraud education chatbot. The way of a message: text → matching → conversation → channels."""
