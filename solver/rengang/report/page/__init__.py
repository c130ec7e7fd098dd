"""report.html: one page that asks no network for anything."""
