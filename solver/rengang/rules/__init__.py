"""The rules of the regulations, one small file a rule or close family: what each is, as data, with its words."""
