"""The post contest (竞岗): from applications to candidates, scores, ranks and seats."""
