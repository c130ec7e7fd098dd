"""The balanced exchange (对等交流, XJ-01, TX-40): who gets no unit stays."""
