"""The section selection in a result folder: its table, forms, page."""
