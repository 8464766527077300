"""Fetching for strangers: what may be asked, where the connection goes, and how an unkind server ends."""

import contextlib
import datetime as dt
import http.server
import ipaddress
import logging
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from phalera.common import addresses, safe_fetch
from phalera_core import errors

# What no resolver is ever asked about.
WRITTEN = """
http://example.org/
ftp://example.org/
file:///etc/passwd
gopher://example.org:70/_x
data:application/json,{}
javascript:alert(1)
//example.org/
/etc/passwd
example.org
https:example.org
https:/example.org
https:///example.org
https://
https://?x
https://#x
https://.
https://..
https://.example.org/
https://example..org/
https://example.org./
https://-example.org/
https://example-.org/
https://exa mple.org/
https://example.org/a b
https://example.org\\@127.0.0.1/
https:\\\\127.0.0.1\\
https://127.0.0.1\\.example.org/
https://example.org/\\..\\x
https://user@example.org/
https://user:secret@example.org/
https://example.org@127.0.0.1/
https://127.0.0.1@example.org/
https://example.org:secret@127.0.0.1/
https://:@example.org/
https://example.org:0/
https://example.org:22/
https://example.org:25/
https://example.org:8443/
https://example.org:65536/
https://example.org:443443/
https://example.org:-1/
https://example.org:+443/
https://example.org:0x1bb/
https://example.org:٤٤٣/
https://example.org:443:443/
https://example.org:/
https://localhost/
https://LOCALHOST/
https://localhost:443/
https://localhost./
https://intranet/
https://127.0.0.1/
https://127.0.0.1:443/
https://127.1/
https://127.0.1/
https://0/
https://0.0.0.0/
https://2130706433/
https://017700000001/
https://0177.0.0.1/
https://0x7f000001/
https://0x7f.0x0.0x0.0x1/
https://0x7f.1/
https://127.0.0.1.0x1/
https://1.1.1.1/
https://8.8.8.8/
https://10.0.0.1/
https://172.16.0.1/
https://192.168.0.1/
https://169.254.169.254/latest/meta-data/
https://100.64.0.1/
https://224.0.0.1/
https://255.255.255.255/
https://256.256.256.256/
https://127.0.0.1.1/
https://[::1]/
https://[::]/
https://[::ffff:127.0.0.1]/
https://[::ffff:7f00:1]/
https://[0:0:0:0:0:ffff:127.0.0.1]/
https://[::127.0.0.1]/
https://[64:ff9b::7f00:1]/
https://[2002:7f00:1::]/
https://[fe80::1]/
https://[fe80::1%25eth0]/
https://[fec0::1]/
https://[fc00::1]/
https://[ff02::1]/
https://[2001:db8::1]/
https://[2606:4700::1111]/
https://[::1
https://::1/
https://[]/
https://[example.org]/
https://１２７.０.０.１/
https://127。0。0。1/
https://①②⑦.⓪.⓪.①/
https://ｌｏｃａｌｈｏｓｔ/
https://еxample.org/
https://bücher.example/
https://%31%32%37.0.0.1/
https://%6c%6f%63%61%6c%68%6f%73%74/
https://example%2eorg/
https://example.org%2f@127.0.0.1/
https://example.org%00.evil.test/
https://example.org%0d%0aHost:%20evil/
https://example.org,evil.test/
https://example.org;evil.test/
https://example.org|evil.test/
https://*.example.org/
https://${host}/
https://{example.org}/
https://<example.org>/
https://"example.org"/
https://example.0x10/
https://example.123/
https://example.org.127/
https://a.b.c.d.0/
HTTP://EXAMPLE.ORG/
h\u0000ttps://example.org/
https://exam\u0000ple.org/
https://example.org/\u0000
https://example.org/\u007f
https://example.org/\u202e
https://example.org/ü
https://exam\tple.org/
https://example.org/\t
"""
HOSTILE = [
    *WRITTEN.strip("\n").split("\n"),
    "",
    " ",
    " https://example.org/",
    "https://example.org/ ",
    "https://example.org/\n",
    "https://example.org/\r\nHost: evil.test",
    "\nhttps://example.org/",
    "https://exam\nple.org/",
    "https://example.org/" + "a" * 2_000,
    "https://" + "a" * 64 + ".org/",
    "https://" + "a." * 130 + "org/",
]

# Names that pass, but whose addresses must not be reached.
NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254 169.254.169.254
169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1
192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255
:: ::1 ::2 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::a00:1 64:ff9b:1::7f00:1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
2002:7f00:1:: 2002:a00:1:: 3fff::1 4000::1 5f00::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
localhost example.org 127.1 2130706433 0x7f000001 0177.0.0.1 １２７.０.０.１ 1.2.3 1.2.3.4.5 1.2.3.4/8
"""

PUBLIC = (
    "1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 198.17.255.255 "
    "223.255.255.255 ::ffff:8.8.8.8 64:ff9b::808:808 2606:4700::1111 2a00:1450:4001:81b::200e 2001:4860:4860::8888"
)

FINE = [
    ("https://example.org", "example.org", 443, "/"),
    ("https://EXAMPLE.org/a/B?c=d#e", "example.org", 443, "/a/B?c=d"),
    ("https://example.org:443/", "example.org", 443, "/"),
    ("https://example.org:80/", "example.org", 80, "/"),
    ("https://example.org?x=1", "example.org", 443, "/?x=1"),
    ("https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example", 443, "/%C3%BC"),
    ("https://a_b.example.org/.well-known/did.json", "a_b.example.org", 443, "/.well-known/did.json"),
]


class TestTargetOf:
    def test_the_table_is_long_enough_to_mean_something(self):
        assert len(set(HOSTILE)) >= 100

    @pytest.mark.parametrize("url", HOSTILE)
    def test_refuses_what_must_not_be_asked(self, url):
        assert addresses.target_of(url) is None

    @pytest.mark.parametrize(("url", "host", "port", "path"), FINE)
    def test_reads_what_may_be_asked(self, url, host, port, path):
        target = addresses.target_of(url)

        assert target == addresses.Target(scheme="https", host=host, port=port, path=path)

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:8000/x", "http://localhost:8000/", "https://[::1]:8443/"]
    )
    def test_admits_this_machine_only_when_told(self, url):
        assert addresses.target_of(url) is None
        assert addresses.target_of(url, allow_loopback=True) is not None

    @pytest.mark.parametrize(
        "url", ["http://example.org/", "https://127.0.0.2/", "http://localhost.example.org/"]
    )
    def test_admits_no_other_machine_then(self, url):
        assert addresses.target_of(url, allow_loopback=True) is None


class TestIsPublic:
    @pytest.mark.parametrize("address", NOT_PUBLIC.split())
    def test_says_no_to_what_is_not_of_the_public_internet(self, address):
        assert not addresses.is_public(address)

    @pytest.mark.parametrize("address", PUBLIC.split())
    def test_says_yes_to_the_public_internet(self, address):
        assert addresses.is_public(address)

    @pytest.mark.parametrize(
        "address", ["10.0.0.1", "::ffff:10.0.0.1", "127.0.0.2", "::2", "64:ff9b::7f00:2"]
    )
    def test_lets_loopback_mean_only_this_machine(self, address):
        assert not addresses.is_public(address, allow_loopback=True)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the test's table of paths says, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.answers[self.path](self)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.answers = {}
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.base = f"{'https' if context else 'http'}://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Say nothing: clients that hang up are what is tested."""

    def says(self, path, body=b"{}", status=200, **headers):
        def answer(handler):
            handler.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer


@pytest.fixture
def serve():
    running = []

    def start(context=None):
        server = Server(context)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def fetcher():
    return safe_fetch.Fetcher(allow_loopback=True)


@pytest.fixture
def raw():
    """Start a server that speaks as a function of its socket does."""
    listening = []

    def start(speak):
        listener = socket.create_server(("127.0.0.1", 0))

        def accept():
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer, contextlib.suppress(OSError):
                    speak(peer)

        thread = threading.Thread(target=accept)
        thread.start()
        listening.append((listener, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    for listener, thread in listening:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def refused(fetcher, url, **kwargs):
    with pytest.raises(errors.ResolutionError) as caught:
        fetcher.fetch(url, **kwargs)
    return caught.value


class TestFetch:
    def test_gives_body_and_type(self, server, fetcher):
        server.says("/did.json", b'{"id": 1}', Content_Type="application/did+json; charset=utf-8")

        answer = fetcher.fetch(server.base + "/did.json")

        assert (answer.body, answer.content_type) == (b'{"id": 1}', "application/did+json")

    def test_asks_plainly(self, server, fetcher, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
        server.says("/x", Set_Cookie="a=b")

        fetcher.load(server.base + "/x")

        [(_, headers)] = server.asked
        assert headers["Host"] == server.base.removeprefix("http://")
        assert headers["Accept-Encoding"] == "identity"
        assert not {"Cookie", "Authorization", "Referer"} & set(headers)

    def test_asks_each_address_once(self, server, fetcher):
        server.says("/x")
        server.says("/no", status=500)

        for path in ("/x", "/no", "/x", "/no"):
            try:
                fetcher.load(server.base + path)
            except errors.ResolutionError:
                continue

        assert [path for path, _ in server.asked] == ["/x", "/no"]

    def test_stops_after_its_number_of_requests(self, server, fetcher):
        for number in range(9):
            server.says(f"/{number}")

        for number in range(8):
            fetcher.load(f"{server.base}/{number}")

        assert "Too many addresses" in refused(fetcher, server.base + "/8").message
        assert len(server.asked) == 8

    def test_tells_gone_from_unreachable(self, server, fetcher):
        server.says("/x", b'{"revoked": true}', status=410)

        with pytest.raises(errors.GoneError) as caught:
            fetcher.load(server.base + "/x")

        assert caught.value.body == b'{"revoked": true}'

    @pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 404, 429, 500, 503])
    def test_takes_nothing_but_200(self, server, fetcher, status):
        server.says("/x", b"", status=status)

        refused(fetcher, server.base + "/x")

    def test_reads_what_comes_in_chunks(self, server, fetcher):
        def answer(handler):
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

        server.answers["/x"] = answer

        assert fetcher.load(server.base + "/x") == b"abcde"


class TestLimits:
    def test_refuse_a_body_that_says_it_is_too_long(self, server, fetcher):
        server.says("/x", b"12345")

        refused(fetcher, server.base + "/x", max_bytes=4)

    def test_allow_a_body_of_just_the_limit(self, server, fetcher):
        server.says("/x", b"12345")

        assert fetcher.fetch(server.base + "/x", max_bytes=5).body == b"12345"

    def test_refuse_a_body_without_end(self, raw, fetcher):
        def speak(peer):
            peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                peer.sendall(b"x" * 65_536)

        refused(fetcher, raw(speak), max_bytes=100_000)

    def test_refuse_what_is_compressed(self, server, fetcher):
        server.says("/x", b"\x1f\x8b", Content_Encoding="gzip")

        refused(fetcher, server.base + "/x")

    def test_refuse_headers_without_end(self, raw, fetcher):
        def speak(peer):
            peer.sendall(
                b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 900) for n in range(90))
            )
            peer.sendall(b"\r\n{}")

        refused(fetcher, raw(speak))

    @pytest.mark.parametrize(
        "garbage", [b"", b"\r\n\r\n", b"hello\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", b"\x16\x03\x01"]
    )
    def test_refuse_what_is_no_http(self, raw, fetcher, garbage):
        refused(fetcher, raw(lambda peer: peer.sendall(garbage)))

    @pytest.mark.parametrize(
        "first",
        [
            b"",
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ],
        ids=["before status", "in headers", "in body", "in body without length"],
    )
    def test_cut_a_server_that_drips(self, raw, first):
        cut = threading.Event()

        def speak(peer):
            try:
                peer.sendall(first)
                while True:
                    peer.sendall(b"x")
                    time.sleep(0.02)
            except OSError:
                cut.set()
                raise

        fetcher = safe_fetch.Fetcher(allow_loopback=True, deadline=0.3)

        refused(fetcher, raw(speak))

        # The thread that was left behind loses its socket too.
        assert cut.wait(5)

    def test_cut_a_server_that_says_nothing(self, raw):
        heard = threading.Event()

        def speak(peer):
            peer.recv(65_536)
            if not peer.recv(1):
                heard.set()

        refused(safe_fetch.Fetcher(allow_loopback=True, deadline=0.2), raw(speak))

        assert heard.wait(5)

    def test_hold_for_all_addresses_of_one_verification_together(self, raw, server):
        server.says("/x")
        silent = raw(lambda peer: peer.recv(65_536) and peer.recv(1))
        fetcher = safe_fetch.Fetcher(allow_loopback=True, deadline=10, in_all=0.2)

        refused(fetcher, silent)
        refused(fetcher, server.base + "/x")

        assert server.asked == []

    def test_give_up_on_a_name_that_is_not_resolved_in_time(self, monkeypatch):
        monkeypatch.setattr(safe_fetch, "_RESOLVE_SECONDS", 0.05)
        never = threading.Event()

        def resolve(*_):
            never.wait(20)
            return ["127.0.0.1"]

        refused(safe_fetch.Fetcher(resolver=resolve, allow_loopback=True), "https://localhost/")

        never.set()


class TestAddresses:
    @pytest.mark.parametrize(
        "bad", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0"]
    )
    def test_one_bad_one_refuses_all(self, bad):
        fetcher = safe_fetch.Fetcher(resolver=lambda *_: ["93.184.216.34", bad])

        refused(fetcher, "https://example.org/")

    def test_are_asked_for_once_and_used_as_they_were_checked(self, server):
        answers = iter([["127.0.0.1"], ["127.0.0.2"]])
        fetcher = safe_fetch.Fetcher(allow_loopback=True, resolver=lambda *_: next(answers))
        server.says("/x")

        fetcher.load(server.base.replace("127.0.0.1", "localhost") + "/x")

        assert next(answers) == ["127.0.0.2"]

    def test_none_at_all_refuses(self):
        refused(safe_fetch.Fetcher(resolver=lambda *_: []), "https://example.org/")

    def test_that_do_not_resolve_refuse(self):
        def fail(*_):
            raise socket.gaierror(8, "unknown")

        refused(safe_fetch.Fetcher(resolver=fail), "https://example.org/")

    def test_are_never_resolved_for_a_hostile_url(self):
        asked = []
        fetcher = safe_fetch.Fetcher(max_fetches=1_000, resolver=lambda *args: asked.append(args) or [])

        for url in HOSTILE:
            refused(fetcher, url)

        assert asked == []


class TestRedirects:
    def test_are_followed_by_hand(self, server, fetcher):
        server.says("/a", status=302, Location="/b")
        server.says("/b", status=301, Location=server.base + "/c")
        server.says("/c", b"here")

        assert fetcher.load(server.base + "/a") == b"here"

    def test_end_after_three(self, server, fetcher):
        for number in range(5):
            server.says(f"/{number}", status=302, Location=f"/{number + 1}")

        refused(fetcher, server.base + "/0")

        assert len(server.asked) == 4

    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.2/",
            "http://169.254.169.254/latest/meta-data/",
            "http://example.org/",
            "https://10.0.0.1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "//2130706433/",
            "\\\\127.0.0.2\\",
            "http://[::ffff:127.0.0.2]/",
            "http://127.0.0.1:99999/",
            "http://[",
            "",
        ],
    )
    def test_to_a_bad_address_refuse(self, server, fetcher, location):
        server.says("/a", status=302, Location=location)

        refused(fetcher, server.base + "/a")

        assert [path for path, _ in server.asked if path != "/a"] == []

    def test_never_leave_tls(self, serve, certificate):
        plain, secure = serve(), serve(certificate.context())
        plain.says("/x")
        secure.says("/x", status=302, Location=plain.base + "/x")

        refused(safe_fetch.Fetcher(allow_loopback=True, ca_file=certificate.ca_file), secure.base + "/x")

        assert plain.asked == []


class Certificate:
    """A certificate of our own for some names, and the file that makes it trusted."""

    def __init__(self, folder, names):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Phalera tests")])
        now = dt.datetime.now(dt.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.ca_file = str(folder / "ca.pem")
        self._chain = folder / "chain.pem"
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / "ca.pem").write_bytes(pem)
        self._chain.write_bytes(
            pem
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def context(self, seen=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._chain)
        if seen is not None:
            context.sni_callback = lambda _socket, name, _context: seen.append(name)
        return context


@pytest.fixture
def certificate(tmp_path):
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return Certificate(tmp_path, names)


class TestTls:
    def test_speaks_for_the_name_while_connected_to_the_address(self, serve, certificate):
        seen = []
        server = serve(certificate.context(seen))
        server.says("/x", b"ok")
        fetcher = safe_fetch.Fetcher(
            allow_loopback=True, ca_file=certificate.ca_file, resolver=lambda *_: ["127.0.0.1"]
        )

        body = fetcher.load(f"https://localhost:{server.server_port}/x")

        assert body == b"ok"
        assert seen == ["localhost"]
        assert server.asked[0][1]["Host"] == f"localhost:{server.server_port}"

    def test_refuses_a_certificate_for_another_name(self, serve, tmp_path):
        certificate = Certificate(tmp_path, [x509.DNSName("other.example")])
        server = serve(certificate.context())
        server.says("/x")

        refused(safe_fetch.Fetcher(allow_loopback=True, ca_file=certificate.ca_file), server.base + "/x")

        assert server.asked == []

    def test_refuses_a_certificate_that_nobody_vouches_for(self, serve, certificate, fetcher):
        server = serve(certificate.context())
        server.says("/x")

        refused(fetcher, server.base + "/x")

        assert server.asked == []

    def test_cuts_a_handshake_that_never_ends(self, raw):
        hung_up = threading.Event()

        def speak(peer):
            while peer.recv(65_536):
                pass
            hung_up.set()

        url = raw(speak).replace("http:", "https:")

        refused(safe_fetch.Fetcher(allow_loopback=True, deadline=0.2), url)

        assert hung_up.wait(5)


class TestTheSentence:
    def test_is_the_same_whatever_went_wrong(self, server, raw, fetcher, caplog):
        caplog.set_level(logging.INFO)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        server.says("/no", b"secret of the inside", status=500)

        said = {
            refused(safe_fetch.Fetcher(allow_loopback=True, deadline=0.5), url).message
            for url in (
                nobody,
                server.base + "/no",
                "https://10.0.0.1/",
                raw(lambda peer: peer.recv(1)),
                "x:",
            )
        }

        assert said == {"It gave no usable answer."}
        assert "status 500" in caplog.text
        assert "secret of the inside" not in caplog.text


class TestSlots:
    def test_admit_two_at_once_to_a_host(self, server):
        here, most, lock = 0, 0, threading.Lock()

        def answer(handler):
            nonlocal here, most
            with lock:
                here += 1
                most = max(most, here)
            time.sleep(0.05)
            with lock:
                here -= 1
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        server.answers["/x"] = answer
        threads = [
            threading.Thread(target=safe_fetch.Fetcher(allow_loopback=True).load, args=(server.base + "/x",))
            for _ in range(6)
        ]

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(server.asked) == 6
        assert most <= 2
