"""The command line: parse, call, print.

`main` knows the verbs, one module holds each verb or group of verbs, `guard` and `exits` turn whatever
happens into an exit code, `console`, `problems` and `outcome` print, `progress` and `interrupt` watch the
work.
Results go to standard output, progress, remarks and errors to standard error.
"""
