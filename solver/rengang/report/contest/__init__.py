"""The post contest in a result folder: its tables, forms, page."""
