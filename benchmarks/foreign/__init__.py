"""Tours by clients that others wrote; run by `benchmarks.mock_foreign` where they are installed."""
