"""Why a contest went as it did."""
