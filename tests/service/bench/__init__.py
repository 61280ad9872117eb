"""The benchmarks do what they say; how fast anything is, is no matter of a test."""
