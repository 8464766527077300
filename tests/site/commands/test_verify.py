"""`phalera verify` beside an installation: its own documents come from its database, never over the network."""

from datetime import UTC, datetime

import pytest

from factories import credentials, photographs, stage
from phalera import cli
from phalera.awarding import actions as awarding
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.journeys import take_it_back

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    return stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)


@pytest.fixture
def badge(award, tmp_path, monkeypatch):
    """A badge that the installation issued, as a file in somebody's folder."""
    [credential] = issuing.issue(awards=[award], now=NOW)
    path = tmp_path / "badge.json"
    path.write_bytes(queries.v3_document(credential))
    monkeypatch.setenv("PHALERA_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return path


@pytest.fixture
def verify(tmp_path, badge, capsys):
    def verify(*words):
        code = cli.main(["verify", str(badge), "--at", "2026-04-01", "--offline", *words])
        return code, capsys.readouterr()

    return verify


class TestData:
    def test_answers_for_the_status_list(self, verify, tmp_path):
        code, said = verify("--data", str(tmp_path / "data"))

        assert code == 0, said
        assert "It is not revoked" in said.out

    def test_answers_for_the_address_of_a_badge(self, badge, award, settings, tmp_path, capsys):
        awarding.change_visibility(award=award, visibility="unlisted", by=None, now=NOW)
        address = f"{settings.PUBLIC_URL}/credentials/{award.uuid}"

        code = cli.main(["verify", address, "--at", "2026-04-01", "--data", str(tmp_path / "data")])

        assert code == 0, capsys.readouterr()

    def test_is_not_taken_from_elsewhere(self, verify):
        code, said = verify()

        assert code == 2
        assert "Whether it was revoked is unknown" in said.out

    def test_says_what_was_revoked(self, verify, award, cast, tmp_path):
        take_it_back.revoke(award=award, reason="By mistake.", by=cast.grace, now=NOW)

        code, said = verify("--data", str(tmp_path / "data"))

        assert code == 1
        assert said.out.startswith("Refused. It was revoked by its issuer.")

    def test_must_be_a_folder(self, badge, tmp_path, capsys):
        assert cli.main(["verify", str(badge), "--data", str(tmp_path / "nowhere")]) == 3
        assert "There is no installation" in capsys.readouterr().err


class TestThisMachine:
    def test_answers_for_its_own_address_without_being_told(self, verify, tmp_path, settings):
        (tmp_path / "data" / "public-url").write_text(f"{settings.PUBLIC_URL}\n")

        code, said = verify()

        assert code == 0, said

    def test_answers_for_no_other(self, verify, tmp_path):
        (tmp_path / "data" / "public-url").write_text("http://127.0.0.1:1\n")

        assert verify()[0] == 2

    def test_leaves_others_to_the_network(self, tmp_path, capsys, badge, settings):
        (tmp_path / "data" / "public-url").write_text(f"{settings.PUBLIC_URL}\n")
        (tmp_path / "other.json").write_bytes(credentials.dump(credentials.Academy().credential()))

        assert cli.main(["verify", str(tmp_path / "other.json"), "--offline"]) == 2
        assert "could not ask the issuer" in capsys.readouterr().out


class TestAPhotograph:
    @pytest.fixture
    def shown(self, tmp_path):
        academy = credentials.Academy()
        (tmp_path / "photo.jpg").write_bytes(
            photographs.encoded(photographs.page(academy.credential()["id"]))
        )
        (tmp_path / "badge.json").write_bytes(credentials.dump(academy.credential()))
        words = ["--document", f"{academy.credential()['id']}={tmp_path / 'badge.json'}"]
        for number, (url, body) in enumerate(academy.published().items()):
            (tmp_path / f"{number}.json").write_bytes(body)
            words += ["--document", f"{url}={tmp_path / f'{number}.json'}"]
        return words

    def run(self, tmp_path, capsys, *words):
        code = cli.main(["verify", str(tmp_path / "photo.jpg"), "--at", "2026-06-01", "--offline", *words])
        return code, capsys.readouterr()

    def test_leads_to_the_badge_of_its_code(self, shown, tmp_path, capsys):
        code, said = self.run(tmp_path, capsys, "--json", *shown)

        assert code == 0, said
        assert '"verdict": "verified"' in said.out
        assert "to which the QR code in the picture leads" in said.out

    def test_that_leads_where_nothing_may_be_asked_is_undecided(self, shown, tmp_path, capsys):
        code, said = self.run(tmp_path, capsys)

        assert code == 2
        assert "QR code" in said.out

    def test_without_a_code_is_no_input(self, tmp_path, capsys):
        (tmp_path / "photo.jpg").write_bytes(photographs.encoded(photographs.page()))

        code, said = self.run(tmp_path, capsys)

        assert code == 3
        assert "“photo.jpg” looks like a JPEG picture" in said.err
