"""How a command ends: the numbers that scripts rely on."""

FINE = 0
NO = 1
UNDECIDED = 2
USAGE = 3  # Also for input that cannot be read; argparse alone would say 2, which means undecided here.
INTERRUPTED = 130  # 128 + SIGINT, as shells count.
