"""From raw cells to typed frames: headings, cells, margins, and where everything stood."""
