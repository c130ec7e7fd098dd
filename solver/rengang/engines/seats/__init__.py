"""One-seat posts with chains, caps, relatives and decisions: the best stable seating, exactly."""
