"""Directed placement (定向交流, TX-46): the unmatched go where seats are left."""
