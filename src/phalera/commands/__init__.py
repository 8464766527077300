"""What `phalera …` can be told to do: one module for each command, listed in `phalera.cli.COMMANDS`.

A command module has two functions, and imports what is slow inside them:

    add_parser(subparsers)   says which words the command takes
    run(args) -> int         does it, and gives one of `exits`

It raises `problems.CommandError` for what the person who typed the command can mend.
"""
