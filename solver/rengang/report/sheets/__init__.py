"""The forms of result.xlsx: Chinese headings, ready to print."""
