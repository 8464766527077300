"""Whether our public address leads here, told by asking it."""

import http.server
import threading

import pytest

from phalera.backpacks import administering, outside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody_else():
    """A site that has keys, but not ours."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"keys": [{"kid": "another"}]}')

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class TestOurAddress:
    def test_leads_here(self, home, courses):
        courses(1)  # with the first badge there is a key

        assert outside.trouble(home) == ""

    def test_may_lead_to_somebody_else(self, courses, somebody_else):
        courses(1)

        assert "something else" in outside.trouble(somebody_else)

    def test_is_tried_when_an_administrator_tests_a_region(self, region, home):
        assert administering.probe(region=region, public_url=home).works

        found = administering.probe(region=region, public_url="http://127.0.0.1:9")

        assert not found.works
        assert "Nothing answers" in found.sentence
        assert "PHALERA_PUBLIC_URL" in found.remedy
