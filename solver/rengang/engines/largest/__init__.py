"""The largest weakly stable matching with ties (MAX-HRT), exactly: a climb, covers, comb inequalities, a search."""
