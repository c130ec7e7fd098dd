"""One module for each subject: what is measured, what is claimed of it, and how it is shown."""
