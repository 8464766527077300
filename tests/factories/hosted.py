"""An issuer on loopback: assertions, a class, an issuer and pictures over HTTP, good unless a test spoils them."""

import base64
import hashlib
import http.server
import io
import json
import struct
import threading
import zlib

from PIL import Image

CONTEXT = "https://w3id.org/openbadges/v2"
SALT = "salt"


def png(color="#7c3f1d", kind="PNG"):
    """Give a small picture."""
    held = io.BytesIO()
    Image.new("RGB", (90, 90), color).save(held, kind)
    return held.getvalue()


def baked_png(text, picture=None):
    """Give a PNG that holds this text as a badge."""
    picture = picture or png()
    content = b"openbadges\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(content)) + b"iTXt" + content
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + content))
    return picture[:33] + chunk + picture[33:]


def baked_svg(text, *, verify=None):
    """Give an SVG that holds this text as a badge."""
    attribute = f' verify="{verify}"' if verify else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org" viewBox="0 0 9 9">'
        f"<openbadges:assertion{attribute}><![CDATA[{text}]]></openbadges:assertion><circle r='4'/></svg>"
    ).encode()


def data_uri(data, kind="image/png"):
    """Give a picture as a data URI."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


class Issuer:
    """What lies at its addresses is in `files`: path → (status, content type, bytes)."""

    def __init__(self):
        self.files = {}
        self.asked = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.put(
            "/issuer",
            {
                "@context": CONTEXT, "id": f"{self.url}/issuer", "type": "Issuer", "name": "Academy",
                "url": self.url, "email": "badges@example.org",
            },
        )  # fmt: skip
        self.put(
            "/class",
            {
                "@context": CONTEXT, "id": f"{self.url}/class", "type": "BadgeClass", "name": "Beekeeper",
                "description": "Keeps bees", "image": f"{self.url}/class.png", "criteria": {"narrative": "Keep bees"},
                "issuer": f"{self.url}/issuer",
            },
        )  # fmt: skip
        self.put_bytes("/class.png", png())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, path, document, *, status=200):
        """Let a document lie at an address."""
        self.put_bytes(path, json.dumps(document).encode(), "application/ld+json", status=status)

    def put_bytes(self, path, data, content_type="image/png", *, status=200):
        """Let bytes lie at an address."""
        self.files[path] = status, content_type, data

    def change(self, path, **values):
        """Change a document; None takes a property away."""
        document = {**json.loads(self.files[path][2]), **values}
        self.put(path, {name: value for name, value in document.items() if value is not None})

    def badge(self, email="leo@example.org", number=1, **values):
        """Publish an assertion, and give its address."""
        identity = hashlib.sha256((email + SALT).encode()).hexdigest()
        path = f"/assertions/{number}"
        document = {
            "@context": CONTEXT,
            "id": f"{self.url}{path}",
            "type": "Assertion",
            "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": f"sha256${identity}"},
            "badge": f"{self.url}/class",
            "verification": {"type": "HostedBadge"},
            "issuedOn": "2024-05-01T10:00:00Z",
            **values,
        }
        self.put(path, {name: value for name, value in document.items() if value is not None})
        return f"{self.url}{path}"

    def document(self, url):
        """Give a document that was published."""
        return json.loads(self.files[url.removeprefix(self.url)][2])


def _handler(issuer):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        wbufsize = -1  # one packet for an answer

        def do_GET(self):
            issuer.asked.append(self.path)
            status, content_type, data = issuer.files.get(
                self.path, (404, "text/html", b"<h1>Not found</h1>")
            )
            self.send_response(status)
            if status in {301, 302}:
                self.send_header("Location", data.decode())
                data = b""
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Handler
