"""The harness: specs, processes, records, claims, tables, plots, the page of results."""
