"""The command line: parse, call, print.

`main` knows the verbs, a module of `verbs` holds each verb or group of verbs, `guard` and `exits` turn whatever
happens into an exit code. In `screen`, `console`, `problems` and `outcome` print, with a module for each room of the
report (`told`); `progress` and `interrupt` watch the work.
Results go to standard output, progress, remarks and errors to standard error.
"""
