"""The trust boundary: a submission is run in the sandbox, and judged outside it."""
