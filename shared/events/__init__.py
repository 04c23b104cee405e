"""The published language: words, envelope, catalogue, codec, and one module per emitting service."""
