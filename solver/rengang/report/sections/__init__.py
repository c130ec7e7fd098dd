"""The section selection in a result folder: its block of the summary, its tables, forms and page, and reading it.

Everything takes the outcome and the plan; what the judge found comes with the outcome's result.
"""
