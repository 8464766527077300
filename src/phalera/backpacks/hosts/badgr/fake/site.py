"""What browsers ask for: consent, sign-in, the backpack and its pictures."""

import re
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import oauth, pages, reading, values
from phalera.backpacks.hosts.badgr.fake import store as stores

_COOKIE = "badgr_stand_in"
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


def authorize(store: stores.Store, request: values.Request) -> values.Reply:
    """Show the consent page, and send people back with what they decided."""
    try:
        wanted = oauth.asked(store, dict(request.query))
    except oauth.AuthorizeError as error:
        # Nobody is sent to an address that the application did not register.
        return values.page(pages.mistake("This cannot be allowed", str(error)), status=400)
    except ValueError:
        return values.crash()
    if request.method == "GET":
        return values.page(_consent(store, request, wanted, _signed_in(store, request)))
    form = request.form()
    if form.get("decision") == "deny":
        return values.redirect(oauth.deny(wanted))
    account = _chosen(store, form)
    if account is None:
        problem = "Choose an account, or write the whole address."
        return values.page(_consent(store, request, wanted, None, problem), status=400)
    return values.redirect(oauth.allow(store, wanted, account), headers=(_cookie(account.id),))


def sign_in(store: stores.Store, request: values.Request) -> values.Reply:
    """Remember whose backpack is shown."""
    account = _chosen(store, request.form())
    if account is None:
        problem = "Choose an account, or write the whole address."
        return values.page(pages.sign_in(accounts=_accounts(store), problem=problem), status=400)
    return values.redirect("/recipient/badges", headers=(_cookie(account.id),))


def sign_out(_store: stores.Store, _request: values.Request) -> values.Reply:
    """Forget it."""
    return values.redirect("/recipient/badges", headers=(_cookie(""),))


def backpack(store: stores.Store, request: values.Request) -> values.Reply:
    """Show the backpack of whoever is signed in, or let them sign in."""
    account = _signed_in(store, request)
    if account is None:
        return values.page(pages.sign_in(accounts=_accounts(store)))
    with store.lock:
        badges = [
            (each, str(store.classes[each.badge]["name"]), str(store.issuers[each.issuer]["name"]))
            for each in reversed(store.entries_of(account.id))
        ]
    return values.page(pages.backpack(account=account, badges=badges))


def picture(store: stores.Store, _request: values.Request, entry_id: str) -> values.Reply:
    """Show the picture of a badge: what was fetched when it came, or where it lies when nothing was kept."""
    entry = store.entries.get(entry_id)
    if entry is None:
        return values.document({"detail": "Not found."}, status=404)
    data = store.picture(entry.picture)
    if not data:
        return values.redirect(entry.picture_source)
    return values.Reply(
        body=data,
        content_type="image/svg+xml" if reading.is_svg(data) else "image/png",
        headers=(
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ),
    )


def home(_store: stores.Store, _request: values.Request) -> values.Reply:
    """Lead to the backpack."""
    return values.redirect("/recipient/badges")


def _consent(
    store: stores.Store,
    request: values.Request,
    wanted: oauth.Asked,
    account: values.Account | None,
    problem: str = "",
) -> str:
    return pages.consent(
        application=wanted.application.name,
        scopes=wanted.scopes,
        accounts=_accounts(store),
        chosen=account.id if account else "",
        action=f"{request.path}?{parse.urlencode(request.query)}",
        problem=problem,
    )


def _accounts(store: stores.Store) -> list[values.Account]:
    return list(store.accounts.values())[:20]


def _chosen(store: stores.Store, form: dict[str, str]) -> values.Account | None:
    """Give the account that was chosen; an address that was typed wins, and makes one where there is none."""
    address = form.get("address", "").strip()
    if not address:
        return store.accounts.get(form.get("account", ""))
    if not _ADDRESS.fullmatch(address):
        return None
    with store.lock:
        try:
            return store.account_of(address)
        except KeyError:
            account = values.Account(
                first_name=address.partition("@")[0], emails=[values.Email(email=address, primary=True)]
            )
            store.accounts[account.id] = account
            store.touch()
            return account


def _signed_in(store: stores.Store, request: values.Request) -> values.Account | None:
    for part in request.headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == _COOKIE:
            return store.accounts.get(value)
    return None


def _cookie(account_id: str) -> tuple[str, str]:
    return "Set-Cookie", f"{_COOKIE}={account_id}; Path=/; HttpOnly; SameSite=Lax"
