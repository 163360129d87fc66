"""`deploy/verify`: the production stack, built from a clean copy, used, broken and repaired."""
