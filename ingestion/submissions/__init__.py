"""Many reports as frames, and what people laid over them."""
