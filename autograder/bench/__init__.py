"""Benchmarks: ratios to what people use today, in one run."""
