"""A worker process with one kind of job of its own, `note`: wait, then write a line to a file.

python -m factories.working
"""

import time
from pathlib import Path

import django

django.setup()

from phalera.jobs import registry, worker


@registry.handler("note")
def note(job, _context):
    """Say in the file that the job began, wait as long as asked, and say that it ended."""
    file = Path(job.payload["file"])
    with file.open("a") as stream:
        stream.write(f"began {job.attempts}\n")
    time.sleep(job.payload["seconds"])
    with file.open("a") as stream:
        stream.write(f"ended {job.attempts}\n")


if __name__ == "__main__":
    worker.run()
