"""Why a section selection went as it did."""
