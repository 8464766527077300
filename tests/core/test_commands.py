"""The commands about badges, as somebody types them: what they print, what they write and how they end."""

import io
import json
import os
import stat
import subprocess
import sys

import pytest

from factories import credentials
from factories.credentials import changed
from phalera import cli
from phalera.commands import files, keyfiles, sources
from phalera_core.keys import curves, private

FINE, NO, UNDECIDED, USAGE = 0, 1, 2, 3


class Shell:
    """Runs commands in a folder with the academy's badges in it."""

    def __init__(self, capsysbinary):
        self._capture = capsysbinary
        self.academy = credentials.with_key()

    def __call__(self, *words):
        self.code = cli.main([str(word) for word in words])
        out, err = self._capture.readouterr()
        self.raw, self.out, self.err = out, out.decode(), err.decode()
        return self.code

    def refuses(self, *words):
        """Assert that the command ends with 3, says one line that helps, and prints nothing else."""
        with pytest.raises(SystemExit) as caught:
            sys.exit(cli.main([str(word) for word in words]))
        out, err = self._capture.readouterr()
        self.out, self.err = out.decode(), err.decode()
        assert caught.value.code == USAGE
        assert self.out == ""
        assert self.err.startswith("phalera")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err


@pytest.fixture
def shell(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHALERA_DATA", str(tmp_path / "nobody-lives-here"))
    return Shell(capsysbinary)


@pytest.fixture
def badge(shell, tmp_path):
    """A badge that verifies without any network."""
    document = shell.academy.credential(lambda unsigned: unsigned.pop("credentialStatus"))
    (tmp_path / "badge.json").write_bytes(credentials.dump(document))
    (tmp_path / "badge.png").write_bytes(credentials.baked("png", v3=document))
    (tmp_path / "badge.svg").write_bytes(credentials.baked("svg", v3=document))
    return document


@pytest.fixture
def published(tmp_path):
    """The badge of a did:web issuer, and the words that hand in what the issuer publishes."""
    academy = credentials.Academy()
    words = []
    for number, (url, body) in enumerate(academy.published().items()):
        (tmp_path / f"document {number}.json").write_bytes(body)
        words += ["--document", f"{url}=document {number}.json"]
    (tmp_path / "web.png").write_bytes(
        credentials.baked("png", v3=academy.credential(), v2=academy.assertion())
    )
    (tmp_path / "web.json").write_bytes(credentials.dump(academy.assertion()))
    return words


AT = ("--at", "2026-06-01", "--offline")


class TestVerify:
    @pytest.mark.parametrize("name", ["badge.json", "badge.png", "badge.svg"])
    def test_says_yes(self, shell, badge, name):
        assert shell("verify", name, *AT) == FINE
        assert shell.out.startswith("Verified. This badge is genuine and in date.\n")
        assert "✓ Nothing was changed after it was signed." in shell.out

    def test_says_no(self, shell, badge, tmp_path):
        (tmp_path / "forged.json").write_bytes(credentials.dump(changed(badge, "name", "x")))

        assert shell("verify", "forged.json", *AT) == NO
        assert shell.out.startswith("Refused. This file was changed after it was signed.\n")
        assert "It claims that Northlight Academy awarded “First Aid at Work” on April 7, 2026." in shell.out
        assert "What to do now" in shell.out

    def test_says_that_it_cannot_tell(self, shell, published):
        assert shell("verify", "web.png", *AT) == UNDECIDED
        assert shell.out.startswith("Undecided. Nothing speaks against this badge")
        assert "What is open: We could not ask the issuer at “academy.example.org”" in shell.out

    @pytest.mark.parametrize("name", ["web.png", "web.json"])
    def test_takes_documents_from_files(self, shell, published, name):
        assert shell("verify", name, *AT, *published) == FINE
        assert "academy.example.org (Northlight Academy) awarded" in shell.out

    def test_takes_a_did_for_its_address(self, shell, published, tmp_path):
        academy = credentials.Academy()
        (tmp_path / "did.json").write_bytes(credentials.dump(academy.did_document()))
        (tmp_path / "list.json").write_bytes(credentials.dump(academy.status_list()))
        words = [
            "--document",
            f"{academy.issuer_id}=did.json",
            "--document",
            f"{academy.status_url}=list.json",
        ]

        assert shell("verify", "web.png", *AT, *words) == FINE

    def test_prints_json_as_promised(self, shell, badge):
        assert shell("verify", "badge.png", "--json", *AT) == FINE

        report = json.loads(shell.out)
        assert list(report) == ["verdict", "version", "packed_as", "issuer", "checks", "credential"]
        assert (report["verdict"], report["version"], report["packed_as"]) == ("verified", "3.0", "png")
        assert report["credential"] == badge

    @pytest.mark.parametrize(
        ("at", "code"), [("2026-04-07T09:29:59Z", NO), ("2026-04-07T09:30:00Z", FINE), ("2029-04-08", NO)]
    )
    def test_judges_as_of_a_moment(self, shell, badge, at, code):
        assert shell("verify", "badge.json", "--offline", "--at", at) == code

    @pytest.mark.parametrize(("address", "code"), [("leo@example.org", FINE), ("eve@example.org", NO)])
    def test_compares_the_recipient(self, shell, badge, address, code):
        assert shell("verify", "badge.json", *AT, "--recipient", address) == code

    def test_reads_standard_input(self, shell, badge, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(credentials.baked("png", v3=badge))))

        assert shell("verify", "-", *AT) == FINE

    def test_never_reads_without_end(self, shell):
        assert "bigger than 10 MB" in shell.refuses("verify", "/dev/zero")

    def test_shows_no_tricks_of_a_stranger(self, shell, tmp_path):
        def trick(document):
            document["credentialSubject"]["achievement"]["name"] = "\u202eevil\u2028\u200b"
            document["issuer"]["name"] = "\u2066Harvard\u2069"
            document.pop("credentialStatus")

        (tmp_path / "trick.json").write_bytes(credentials.dump(shell.academy.credential(trick)))

        assert shell("verify", "trick.json", *AT) == FINE
        assert not {"\u202e", "\u2028", "\u200b", "\u2066", "\x1b"} & set(shell.out)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ((), "required"),
            (("nothing.png",), "no such file"),
            (("a\0b",), "cannot be read"),
            (("text.txt",), "nothing that can hold a badge"),
            (("empty.png",), "empty"),
            (("badge.json", "--at", "soon"), "not a moment"),
            (("badge.json", "--document", "x"), "URL=FILE"),
            (("badge.json", "--document", "=badge.json"), "URL=FILE"),
            (("badge.json", "--document", "https://example.org/=nothing"), "no such file"),
            (("badge.json", "--document", "did:web:a/b=badge.json"), "DNS name"),
            (("badge.json", "--data", "nowhere"), "no installation"),
            (("badge.json", "--colour"), "unrecognized"),
            (("https://example.org/badge", "--offline"), "not fetched"),
            (("https://127.0.0.1/badge",), "a private network are not fetched. Give the badge as a file"),
            (("http://10.1.2.3:8000/badge",), "--document URL=FILE"),
            (("http://[::1/badge",), "no usable answer"),
            (("badges.example.org/badge",), "write https:// before it: https://badges.example.org/badge"),
            (("http://example.org/badge",), "no usable answer"),
        ],
    )
    def test_ends_with_3_and_a_line_that_helps(self, shell, badge, tmp_path, words, said):
        (tmp_path / "text.txt").write_text("hello")
        (tmp_path / "empty.png").write_bytes(b"")

        assert said in shell.refuses("verify", *words)

    def test_takes_the_badge_itself_from_a_document(self, shell, badge):
        words = ("https://example.org/b", "--document", "https://example.org/b=badge.svg")

        assert shell("verify", *words, *AT) == FINE

    def test_takes_the_badge_from_a_document_before_the_network_is_asked(self, shell, badge):
        words = ("http://127.0.0.1:9/b", "--document", "http://127.0.0.1:9/b=badge.svg")

        assert shell("verify", *words, "--at", "2026-06-01") == FINE

    def test_takes_gone_for_an_answer(self, shell, monkeypatch):
        from phalera.common import safe_fetch
        from phalera_core import errors

        def gone(self, url, **kwargs):
            raise errors.GoneError("gone", url=url)

        monkeypatch.setattr(safe_fetch.Fetcher, "fetch", gone)

        assert shell("verify", "https://example.org/assertions/1") == NO
        assert shell.out.startswith("Refused. It was revoked by its issuer.")


class TestUnbake:
    @pytest.mark.parametrize("kind", ["png", "svg"])
    @pytest.mark.parametrize(("words", "number"), [((), 0), (("--version", "3"), 0), (("--version", "2"), 1)])
    def test_prints_the_very_bytes(self, shell, tmp_path, kind, words, number):
        held = (b'{"@context": 3,\r\n "x": "\xc5\x82"}\n', b' {"id": "urn:2"}')
        (tmp_path / "both").write_bytes(credentials.baked(kind, v3=held[0], v2=held[1]))

        assert shell("unbake", "both", *words) == FINE
        assert shell.raw == held[number]

    def test_says_what_there_is_instead(self, shell, badge):
        assert "say --version 3" in shell.refuses("unbake", "badge.png", "--version", "2")

    def test_refuses_a_picture_without_a_badge(self, shell, tmp_path):
        (tmp_path / "plain.png").write_bytes(credentials.png())

        assert "no badge inside" in shell.refuses("unbake", "plain.png")

    def test_refuses_another_version(self, shell, badge):
        assert "invalid choice" in shell.refuses("unbake", "badge.png", "--version", "4")


class TestBake:
    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_puts_a_credential_into_a_picture(self, shell, badge, tmp_path, kind):
        (tmp_path / "plain").write_bytes({"png": credentials.png(), "svg": credentials.SVG}[kind])

        assert shell("bake", "plain", "badge.json", "-o", "out") == FINE
        assert (tmp_path / "out").read_bytes() == (tmp_path / f"badge.{kind}").read_bytes()

    def test_replaces_the_same_version_and_keeps_the_other(self, shell, published, tmp_path):
        old = credentials.baked("png", v3=b'{"id": "old"}')
        (tmp_path / "old.png").write_bytes(old)

        assert shell("bake", "old.png", "web.json", "-o", "old.png") == FINE
        assert shell("unbake", "old.png") == FINE
        assert shell.raw == b'{"id": "old"}'
        assert shell("unbake", "old.png", "--version", "2") == FINE
        assert shell.raw == (tmp_path / "web.json").read_bytes()

    def test_leaves_no_half_a_file(self, shell, badge, tmp_path, monkeypatch):
        (tmp_path / "plain.png").write_bytes(credentials.png())

        def full(_handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files.os, "fsync", full)
        before = sorted(tmp_path.iterdir())

        assert "no space left" in shell.refuses("bake", "plain.png", "badge.json", "-o", "plain.png")
        assert sorted(tmp_path.iterdir()) == before
        assert (tmp_path / "plain.png").read_bytes() == credentials.png()

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("plain.png", "badge.json"), "required"),
            (("badge.json", "badge.png", "-o", "out"), "is a picture"),
            (("badge.json", "badge.json", "-o", "out"), "neither a PNG nor an SVG"),
            (("plain.png", "token.txt", "-o", "out"), "JWT"),
            (("plain.png", "badge.json", "-o", "nowhere/out"), "cannot be written"),
            (("plain.png", "badge.json", "-o", "."), "cannot be written"),
            (("plain.png", "badge.json", "-o", "q.jpg"), "is a PNG. Write it to “q.png”."),
            (("badge.svg", "badge.json", "-o", "q.PNG"), "is a SVG. Write it to “q.svg”."),
            (("nothing.png", "badge.json", "-o", "out"), "no such file"),
        ],
    )
    def test_ends_with_3_and_a_line_that_helps(self, shell, badge, tmp_path, words, said):
        (tmp_path / "plain.png").write_bytes(credentials.png())
        (tmp_path / "token.txt").write_text("eyJhbGciOiJ.eyJpZCI6MX0.c2lnbmF0")

        assert said in shell.refuses("bake", *words)
        assert not list(tmp_path.glob("out")) + list(tmp_path.glob("q.*"))


class TestInspect:
    def test_shows_both_versions_and_judges_neither(self, shell, published):
        assert shell("inspect", "web.png") == FINE
        assert shell.out.startswith("PNG with Open Badges 3.0 and 2.0\n")
        assert "badge       First Aid at Work" in shell.out
        assert "status      entry 48113 of https://academy.example.org/status/1" in shell.out
        assert "Nothing of this was checked." in shell.out

    def test_shows_what_is_broken_too(self, shell, tmp_path):
        (tmp_path / "x.png").write_bytes(credentials.baked("png", v3=b"{", v2=b"https://example.org/1"))

        assert shell("inspect", "x.png") == FINE
        assert "cannot be read" in shell.out
        assert "address     https://example.org/1" in shell.out

    def test_refuses_what_is_no_badge(self, shell, tmp_path):
        (tmp_path / "x.gif").write_bytes(b"GIF89a")

        assert "“x.gif” looks like a GIF" in shell.refuses("inspect", "x.gif")

    @pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [7], {"id": 7}])
    @pytest.mark.parametrize(
        "member",
        ["issuer", "credentialSubject", "credentialStatus", "proof", "validUntil", "awardedDate", "id"],
    )
    def test_shows_anything(self, shell, badge, tmp_path, member, value):
        (tmp_path / "odd.json").write_bytes(json.dumps(badge | {member: value}).encode())

        assert shell("inspect", "odd.json") == FINE


class TestKeygen:
    def test_makes_a_key_for_its_owner_only(self, shell, tmp_path):
        assert shell("keygen", "-o", "key.json") == FINE

        content = json.loads((tmp_path / "key.json").read_text())
        assert shell.out.strip() == content["controller"]
        assert shell.out.startswith("did:key:z6Mk")
        assert stat.S_IMODE((tmp_path / "key.json").stat().st_mode) == 0o600
        assert content["secretKeyMultibase"] not in shell.out

    def test_makes_another_each_time(self, shell):
        shell("keygen", "-o", "one")
        first = shell.out
        shell("keygen", "-o", "two")

        assert shell.out != first

    def test_never_overwrites(self, shell, tmp_path):
        (tmp_path / "key.json").write_text("precious")

        assert "is there already" in shell.refuses("keygen", "-o", "key.json")
        assert (tmp_path / "key.json").read_text() == "precious"

    def test_follows_no_link(self, shell, tmp_path):
        (tmp_path / "key.json").symlink_to(tmp_path / "elsewhere")

        shell.refuses("keygen", "-o", "key.json")
        assert not (tmp_path / "elsewhere").exists()

    def test_says_where_it_may_not_write(self, shell):
        assert "cannot be written" in shell.refuses("keygen", "-o", "nowhere/key.json")


class TestSign:
    @pytest.fixture
    def unsigned(self, shell, tmp_path):
        shell("keygen", "-o", "key.json")
        document = credentials.Academy(issuer_id=shell.out.strip()).unsigned()
        del document["credentialStatus"]
        (tmp_path / "unsigned.json").write_bytes(credentials.dump(document))
        return document

    def test_makes_what_verifies(self, shell, unsigned, tmp_path):
        assert shell("sign", "unsigned.json", "--key", "key.json", "-o", "signed.json") == FINE
        assert shell("verify", "signed.json", *AT) == FINE
        signed = json.loads((tmp_path / "signed.json").read_bytes())
        assert {name: value for name, value in signed.items() if name != "proof"} == unsigned

    def test_signs_for_a_website_that_publishes_the_key(self, shell, unsigned, tmp_path):
        (tmp_path / "web.json").write_bytes(
            credentials.dump(changed(unsigned, "issuer.id", "did:web:example.org"))
        )

        assert shell("sign", "web.json", "--key", "key.json", "-o", "signed.json") == FINE
        signed = json.loads((tmp_path / "signed.json").read_bytes())
        assert signed["proof"]["verificationMethod"].startswith("did:web:example.org#z6Mk")

    def test_signs_a_status_list(self, shell, unsigned, tmp_path):
        listed = credentials.Academy(issuer_id=unsigned["issuer"]["id"]).status_list()
        del listed["proof"]
        (tmp_path / "list.json").write_bytes(credentials.dump(listed))

        assert shell("sign", "list.json", "--key", "key.json", "-o", "signed.json") == FINE

    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            (
                "issuer.id",
                "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
                "not the owner of this key",
            ),
            ("issuer.id", "urn:uuid:1", "not the owner of this key"),
            ("surprise", 7, "surprise"),
            ("name", "a\u0001b", "U+0001"),
            ("validFrom", ..., "validFrom is missing"),
            ("credentialSubject.achievement.criteria", {}, "criteria"),
            ("@context", [], "@context"),
            ("proof", {"type": "DataIntegrityProof"}, "signed already"),
        ],
    )
    def test_refuses_what_must_not_be_signed(self, shell, unsigned, tmp_path, path, value, said):
        (tmp_path / "odd.json").write_bytes(credentials.dump(changed(unsigned, path, value)))

        assert said in shell.refuses("sign", "odd.json", "--key", "key.json", "-o", "signed.json")
        assert not (tmp_path / "signed.json").exists()

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{}",
            b"[]",
            b"7",
            b'{"secretKeyMultibase": "z3u2secret"}',
            b'{"secretKeyMultibase": 7}',
            b"x" * 20_000,
        ],
    )
    def test_refuses_what_is_no_key(self, shell, unsigned, tmp_path, content):
        (tmp_path / "key").write_bytes(content)

        said = shell.refuses("sign", "unsigned.json", "--key", "key", "-o", "signed.json")

        assert "z3u2secret" not in said

    def test_refuses_a_key_of_two_halves(self, shell, unsigned, tmp_path):
        content = json.loads((tmp_path / "key.json").read_text())
        other = credentials.Academy().key_id.partition("#")[2]
        (tmp_path / "half.json").write_text(json.dumps(content | {"publicKeyMultibase": other}))

        assert "do not belong together" in shell.refuses(
            "sign", "unsigned.json", "--key", "half.json", "-o", "x"
        )

    @pytest.mark.parametrize("kind", ["ed25519", "p256", "rsa"])
    def test_makes_tokens_that_verify_inside_pictures_too(self, shell, unsigned, tmp_path, kind):
        assert shell("keygen", "--type", kind, "-o", "other.json") == FINE
        unsigned["issuer"]["id"] = shell.out.strip()
        (tmp_path / "mine.json").write_bytes(credentials.dump(unsigned))
        (tmp_path / "plain.png").write_bytes(credentials.png())

        assert shell("sign", "mine.json", "--key", "other.json", "-o", "badge.jwt", "--format", "jwt") == FINE
        assert shell("verify", "badge.jwt", "--json", *AT) == FINE
        assert json.loads(shell.out)["packed_as"] == "jwt"
        assert shell("bake", "plain.png", "badge.jwt", "-o", "badge.png") == FINE
        assert shell("verify", "badge.png", *AT) == FINE
        assert shell("unbake", "badge.png") == FINE
        assert shell.raw == (tmp_path / "badge.jwt").read_bytes()
        assert shell("inspect", "badge.jwt") == FINE
        assert "signed token" in shell.out
        assert "First Aid at Work" in shell.out
        assert stat.S_IMODE((tmp_path / "other.json").stat().st_mode) == 0o600

    def test_reads_every_key_that_keygen_may_make(self, tmp_path):
        # The largest and the smallest secrets of P-256 are written with different letters at the beginning.
        for number in (1, curves.P256.order - 1):
            secret = private.p256_secret(number)
            (tmp_path / "key.json").write_bytes(keyfiles.dump(secret))

            assert keyfiles.load(str(tmp_path / "key.json")) == secret

    @pytest.mark.parametrize("kind", ["p256", "rsa"])
    def test_makes_no_embedded_proof_with_a_key_for_tokens(self, shell, unsigned, tmp_path, kind):
        shell("keygen", "--type", kind, "-o", "other.json")
        unsigned["issuer"]["id"] = shell.out.strip()
        (tmp_path / "mine.json").write_bytes(credentials.dump(unsigned))

        assert "--format jwt" in shell.refuses("sign", "mine.json", "--key", "other.json", "-o", "x")

    @pytest.mark.parametrize("kind", ["p256", "rsa"])
    def test_refuses_other_keys_of_two_halves(self, shell, unsigned, tmp_path, kind):
        shell("keygen", "--type", kind, "-o", "one.json")
        shell("keygen", "--type", kind, "-o", "two.json")
        one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
        secret = {name: value for name, value in two.items() if name.startswith("secret")}
        (tmp_path / "half.json").write_text(json.dumps(one | secret))

        assert "do not belong together" in shell.refuses(
            "sign", "unsigned.json", "--key", "half.json", "-o", "x"
        )

    def test_signs_an_assertion_of_open_badges_2(self, shell, unsigned, tmp_path):
        shell("keygen", "--type", "rsa", "-o", "rsa.json")
        signed = {"type": "SignedBadge", "creator": "https://academy.example.org/ob2/keys/1"}
        assertion = credentials.Academy().assertion()
        (tmp_path / "signed.json").write_bytes(credentials.dump(assertion | {"verification": signed}))
        (tmp_path / "hosted.json").write_bytes(credentials.dump(assertion))

        assert shell("sign", "signed.json", "--key", "rsa.json", "-o", "badge.jwt", "--format", "jwt") == FINE
        assert shell("inspect", "badge.jwt") == FINE
        assert "Open Badges 2.0" in shell.out
        said = shell.refuses("sign", "hosted.json", "--key", "rsa.json", "-o", "x", "--format", "jwt")
        assert "signed kind" in said

    def test_makes_no_token_of_what_it_cannot_say(self, shell, unsigned, tmp_path):
        (tmp_path / "odd.json").write_bytes(credentials.dump(changed(unsigned, "credentialSubject.id", ...)))

        said = shell.refuses("sign", "odd.json", "--key", "key.json", "-o", "x", "--format", "jwt")

        assert "credentialSubject.id" in said

    @pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a":1,"a":2}'])
    def test_refuses_what_is_no_credential(self, shell, unsigned, tmp_path, content):
        (tmp_path / "odd.json").write_bytes(content)

        shell.refuses("sign", "odd.json", "--key", "key.json", "-o", "x")


class TestSources:
    def test_are_asked_in_turn(self):
        from phalera_core.verifying import sources as core

        chain = sources.FirstOf([core.StaticLoader({"a": b"1"}), core.StaticLoader({"a": b"2", "b": b"3"})])

        assert (chain.load("a"), chain.load("b")) == (b"1", b"3")

    def test_split_at_the_last_sign_with_a_file_behind_it(self, shell, tmp_path):
        (tmp_path / "a=b").write_bytes(b"1")

        assert sources.given(["https://example.org/?x=1&y=a=b"]).load("https://example.org/?x=1&y") == b"1"


class TestPhalera:
    def test_lists_every_command(self, capsys):
        with pytest.raises(SystemExit) as caught:
            cli.main(["--help"])

        assert caught.value.code == FINE
        listed = capsys.readouterr().out
        assert all(name in listed for name in cli.COMMANDS)

    def test_asks_for_a_command(self, shell):
        assert shell() == USAGE

    def test_knows_no_other_command(self, shell):
        assert "invalid choice" in shell.refuses("frobnicate")

    @pytest.mark.parametrize("name", sorted(cli.COMMANDS))
    def test_explains_each_command(self, name, capsys):
        with pytest.raises(SystemExit) as caught:
            cli.main([name, "--help"])

        assert caught.value.code == FINE
        assert f"phalera {name}" in capsys.readouterr().out

    def test_tells_a_mistake_of_its_own_in_one_line(self, shell, badge, monkeypatch):
        monkeypatch.setattr(files, "read", lambda *args, **kwargs: 1 / 0)

        assert "mistake in Phalera itself (ZeroDivisionError" in shell.refuses("verify", "badge.json")

    def test_shows_where_when_asked(self, shell, badge, monkeypatch):
        monkeypatch.setenv("PHALERA_TRACEBACK", "1")
        monkeypatch.setattr(files, "read", lambda *args, **kwargs: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            shell("verify", "badge.json")

    def test_ends_like_others_when_interrupted(self, shell, monkeypatch):
        def interrupt(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(files, "read", interrupt)

        assert shell("verify", "x") == 130

    def test_starts_without_what_it_does_not_need(self):
        code = (
            "import sys, phalera.cli\n"
            "try: phalera.cli.main(['--help'])\n"
            "except SystemExit: pass\n"
            "print([name for name in ('django', 'pyld', 'requests', 'cryptography', 'PIL') if name in sys.modules])"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert done.stdout.endswith("[]\n")

    def test_survives_a_reader_who_leaves(self, shell, badge, tmp_path):
        command = [
            sys.executable,
            "-c",
            "import sys; from phalera import cli; sys.exit(cli.main(sys.argv[1:]))",
        ]
        running = subprocess.Popen(
            [*command, "verify", "badge.json", "--offline"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
        )
        running.stdout.close()

        assert b"Traceback" not in running.stderr.read()
        running.stderr.close()
        running.wait()

    def test_prints_on_a_terminal_that_knows_ascii_only(self, shell, badge, tmp_path):
        command = [
            sys.executable,
            "-c",
            "import sys; from phalera import cli; sys.exit(cli.main(sys.argv[1:]))",
        ]

        for words in (("badge.json",), ("badge.json", "--json")):
            done = subprocess.run(
                [*command, "verify", *words, *AT],
                capture_output=True,
                check=False,
                cwd=tmp_path,
                env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
            )
            assert done.returncode == FINE
            assert done.stdout.isascii()
            assert done.stderr == b""
