"""Badgr's own API, version 2: upload by address, because that is all it looks at anyway (measured, §0 and §3)."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib import parse

from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr import answers
from phalera.common import calls

SCOPES = "r:profile rw:backpack"


class Badgr:
    """One region of Badgr."""

    def __init__(self, endpoint: interface.Endpoint, *, caller: calls.Caller | None = None) -> None:
        self._endpoint = endpoint
        self._caller = caller or calls.Caller()

    def authorization_url(self, *, redirect_uri: str, state: str, challenge: str) -> str:
        """Give where the learner is sent to consent."""
        query = parse.urlencode(
            {
                "client_id": self._endpoint.client_id,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": SCOPES,
                "state": state,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        return f"{self._endpoint.site_url}/auth/oauth2/authorize?{query}"

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> interface.Tokens:
        """Give tokens for a code; ReconnectNeeded when Badgr does not take it."""
        return self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            }
        )

    def refresh(self, refresh_token: str) -> interface.Tokens:
        """Give a new pair; Badgr kills the old one with it."""
        if not refresh_token:
            # Some of Badgr's applications get none: then only the learner can go on.
            raise interface.ReconnectNeeded("There is nothing to refresh with.")
        return self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, refresh_token: str) -> None:
        """End both tokens by the refresh token: ending the access token alone breaks the other one."""
        answer = self._call(
            "POST",
            "/o/revoke_token/",
            form={"token": refresh_token, "token_type_hint": "refresh_token"},
            auth=(self._endpoint.client_id, self._endpoint.client_secret),
        )
        if answer.status >= 400:  # noqa: PLR2004  # RFC 9110: errors
            answers.check_token(answer)

    def account(self, access_token: str) -> interface.Account:
        """Tell whose account it is, with its verified addresses and the spellings of them that it knows."""
        body = answers.check(self._call("GET", "/v2/users/self", token=access_token))
        try:
            user = body["result"][0]
            emails = [each for each in user["emails"] if each.get("verified")]
            spellings = dict.fromkeys(
                spelling for each in emails for spelling in (each["email"], *(each.get("caseVariants") or ()))
            )
            name = f"{user.get('firstName') or ''} {user.get('lastName') or ''}".strip()
            return interface.Account(
                id=str(user["entityId"])[:200], name=name[:120], addresses=tuple(map(str, spellings))
            )
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise interface.Broken("Badgr does not say whose account it is.") from error

    def upload(self, access_token: str, assertion_url: str) -> str:
        """Let Badgr fetch a badge, and give the id it has there; empty when it was there already."""
        answer = self._call(
            "POST", "/v2/backpack/import", token=access_token, document={"url": assertion_url}
        )
        if answers.is_duplicate(answer):
            return ""
        return _entity_id(answers.check(answer))

    def held(self, access_token: str) -> Mapping[str, str]:
        """Give Badgr's id of every badge there, by the id of its assertion; it lists all at once."""
        everything = "include_expired=1&include_revoked=1&include_pending=1"
        body = answers.check(self._call("GET", f"/v2/backpack/assertions?{everything}", token=access_token))
        try:
            return {
                str(each["openBadgeId"]): str(each["entityId"])
                for each in body["result"]
                if each.get("openBadgeId") and each.get("entityId")
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise interface.Broken("Badgr's list of badges means nothing.") from error

    def delete(self, access_token: str, host_id: str) -> None:
        """Take a badge out; one that is not there is as good."""
        answer = self._call(
            "DELETE", f"/v2/backpack/assertions/{parse.quote(host_id, safe='')}", token=access_token
        )
        # A page with status 200 is somebody's notice, not Badgr's word that it did it.
        if answer.status not in {204, 404}:
            answers.check(answer)

    def backpack_url(self) -> str:
        """Give where people look at their backpack."""
        return f"{self._endpoint.site_url}/recipient/badges"

    def probe(self) -> str:
        """Ask whether Badgr is there and knows our key, and give a sentence about it.

        It is asked to end a token that does not exist (RFC 7009 §2.2), which no throttle of sign-ins counts.
        """
        answer = self._call(
            "POST",
            "/o/revoke_token/",
            form={"token": secrets.token_urlsafe(16), "token_type_hint": "refresh_token"},
            auth=(self._endpoint.client_id, self._endpoint.client_secret),
        )
        if answer.status >= 400:  # noqa: PLR2004  # RFC 9110: errors
            answers.check_token(answer)
            raise interface.Broken(f"Badgr's answer ({answer.status}) means nothing.")
        found = self._discovered()
        if found and parse.urlsplit(found).netloc != parse.urlsplit(self._endpoint.site_url).netloc:
            raise interface.Broken(f"Badgr answers, but says that its site is {found}.")
        return "Badgr answers and takes our key."

    def _discovered(self) -> str:
        """Give where Badgr says that people consent, or nothing where it says nothing (Badge Connect, manifest)."""
        if not self._endpoint.discovery_url:
            return ""
        try:
            body = self._caller.call("GET", self._endpoint.discovery_url).json()
            url = parse.urlsplit(str(body["badgeConnectAPI"][0]["authorizationUrl"]))
        except (calls.NoAnswerError, KeyError, IndexError, TypeError, ValueError):
            return ""
        return f"{url.scheme}://{url.netloc}"

    def _tokens(self, form: Mapping[str, str]) -> interface.Tokens:
        answer = self._call(
            "POST", "/o/token", form=form, auth=(self._endpoint.client_id, self._endpoint.client_secret)
        )
        body = answers.check_token(answer)
        access, refresh = body.get("access_token"), body.get("refresh_token") or ""
        if not isinstance(access, str) or not access or not isinstance(refresh, str):
            raise interface.Broken("Badgr gave no token.")
        return interface.Tokens(access=access, refresh=refresh)

    def _call(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        form: Mapping[str, str] | None = None,
        document: object = None,
        auth: tuple[str, str] | None = None,
    ) -> calls.Answer:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            return self._caller.call(
                method,
                f"{self._endpoint.api_url}{path}",
                headers=headers,
                form=form,
                document=document,
                auth=auth,
            )
        except calls.NoAnswerError as error:
            raise interface.HostDown(f"Badgr did not answer: {error}.") from error


def _entity_id(body: Any) -> str:
    try:
        return str(body["result"][0]["entityId"])
    except (KeyError, IndexError, TypeError) as error:
        raise interface.Broken("Badgr does not say where it put the badge.") from error
