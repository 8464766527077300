"""Run the fake until Ctrl-C.

python -m phalera.backpacks.hosts.badgr.fake --port 8900 --redirect-uri http://127.0.0.1:8000/backpack/return
"""

import argparse
import signal
import sys
from pathlib import Path

from phalera.backpacks.hosts.badgr.fake import server


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m phalera.backpacks.hosts.badgr.fake", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this file")
    parser.add_argument("--account", action="append", default=[], metavar="NAME:EMAIL[,EMAIL…]")
    parser.add_argument(
        "--redirect-uri", action="append", metavar="URL", help="where applications may send people"
    )
    parser.add_argument("--client-id", default=server.CLIENT_ID)
    parser.add_argument("--client-secret", default=server.CLIENT_SECRET)
    parser.add_argument("--quiet", action="store_true", help="print no line for each call")
    options = parser.parse_args()
    fake = server.Fake(
        host=options.host,
        port=options.port,
        file=options.state,
        redirect_uris=options.redirect_uri or server.RETURN_PATHS,
        client_id=options.client_id,
        client_secret=options.client_secret,
        logs=not options.quiet,
    )
    for each in options.account:
        name, _, emails = each.partition(":")
        addresses = (emails or name).split(",")
        # Whoever is known from the file may have changed since.
        if not fake.knows(addresses[0]):
            fake.add_account(*addresses, first_name=name)
    signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write(f"Badgr stand-in at {fake.url}\n")
    sys.stdout.flush()
    try:
        fake.serve()
    except KeyboardInterrupt:
        pass
    finally:
        fake.close()
    return 0


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
