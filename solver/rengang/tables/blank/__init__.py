"""The empty workbook that is handed out to be filled in."""
