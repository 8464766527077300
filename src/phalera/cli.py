"""`phalera …`: the commands promised to the outside."""


def main() -> int:
    return 0
