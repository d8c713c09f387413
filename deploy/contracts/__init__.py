"""What others build on, written from the code and held to what was released."""
