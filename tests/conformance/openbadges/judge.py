"""1EdTech's validator of Open Badges 2.0 (PyPI `openbadges` 1.1.2) as a judge; runs in an environment of its own.

It was written for Python 3.7: the abstract base classes are put where it looks for them. It fetches hosted documents
from this machine only; the address of the Open Badges 2.0 context is answered with the copy that the package carries.
"""

import collections
import collections.abc
import io
import json
import sys
import warnings
from urllib import parse

for name in collections.abc.__all__:
    setattr(collections, name, getattr(collections.abc, name))
warnings.simplefilter("ignore")

import requests
from openbadges.verifier import openbadges_context, verify
from requests import adapters

CONTEXT = json.dumps(openbadges_context.OPENBADGES_CONTEXT_V2_DICT).encode()
LOOPBACK = {"127.0.0.1", "localhost"}


def answer_locally(self, request, **kwargs):
    """Stand in for the sending of a request by `requests`."""
    if request.url == openbadges_context.OPENBADGES_CONTEXT_V2_URI:
        response = requests.Response()
        response.status_code = 200
        response.url = request.url
        response.request = request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = io.BytesIO(CONTEXT)
        return response
    if parse.urlsplit(request.url).hostname not in LOOPBACK:
        raise requests.ConnectionError(f"only this machine is asked, so not {request.url}")
    return send(self, request, **kwargs)


send = adapters.HTTPAdapter.send
adapters.HTTPAdapter.send = answer_locally


def judge(question):
    """Verify an assertion given by its address, as JSON, or as a baked picture (bytes in Latin-1)."""
    given = question["badge"]
    if question.get("picture"):
        given = io.BytesIO(given.encode("latin-1"))
    found = verify(given, question.get("recipient"), use_cache=False, cache_backend=None)
    return {
        "valid": found["report"]["valid"],
        "version": found["report"].get("openBadgesVersion"),
        "recipient": found["report"].get("recipientProfile"),
        "messages": found["report"]["messages"],
    }


def main():
    """Answer each line of JSON with another."""
    for line in sys.stdin:
        try:
            said = {"answer": judge(json.loads(line))}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to whoever asked
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)


main()
