"""The accuracy gate: our own annotated articles, the scorer that compares graphs with them, and the floors that hold."""
