"""The pages that people see: consent, sign-in and the backpack, with a look of their own."""

import html
from collections.abc import Iterable

from phalera.backpacks.hosts.badgr.fake import values

_SCOPES = {
    "r:profile": "See your name and your addresses",
    "rw:profile": "See and change your profile",
    "r:backpack": "See the badges in your backpack",
    "rw:backpack": "See, add and take out badges in your backpack",
    "rw:issuer": "Issue badges for you",
    values.READ_ASSERTIONS: "See the badges in your backpack",
    values.CREATE_ASSERTIONS: "Add badges to your backpack",
    values.READ_PROFILE: "See your name and your address",
}

_STYLE = """
:root { color-scheme: light dark; --ground: light-dark(#f6f3fb, #17131f); --card: light-dark(#fff, #221c2e);
  --ink: light-dark(#241a36, #f1ecfa); --soft: light-dark(#5d5370, #b9aecd); --line: light-dark(#d9d0e8, #43385a);
  --field: light-dark(#857a99, #8d80a6); --act: light-dark(#5b2d9b, #c5a5f5); --on-act: light-dark(#fff, #221338);
  --ask: light-dark(#6b4300, #f3c77d); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { background: var(--card); border-block-end: 1px solid var(--line); }
header > div, main, footer { max-inline-size: 60rem; margin-inline: auto; padding: 1rem clamp(1rem, 4vw, 2rem); }
header > div { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.mark { font-weight: 700; font-size: 1.125rem; } .mark small { font-weight: 400; color: var(--soft); margin-inline-start: .5rem; }
.narrow { max-inline-size: 32rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin-block: 1rem .5rem; text-wrap: balance; } .card > h1 { margin-block-start: 0; }
h2 { font-size: 1.0625rem; margin-block: 1.25rem .25rem; }
p { margin-block: .5rem; } .soft, footer { color: var(--soft); } footer { font-size: .875rem; }
a { color: var(--act); } :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: clamp(1rem, 4vw, 1.75rem); }
fieldset { border: 0; padding: 0; margin: 1.25rem 0; } legend { font-weight: 600; padding: 0; margin-block-end: .5rem; }
label.pick { display: flex; gap: .75rem; align-items: center; min-block-size: 3rem; padding: .5rem .75rem; border: 1px solid var(--line);
  border-radius: 10px; margin-block-end: .5rem; } label.pick:has(:checked) { border-color: var(--act); box-shadow: inset 0 0 0 1px var(--act); }
label.pick span { display: grid; } label.pick small { color: var(--soft); font-size: .875rem; } input[type=radio] { accent-color: var(--act); inline-size: 1.25rem; block-size: 1.25rem; flex: none; }
.other { display: grid; gap: .25rem; } .other input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--field); border-radius: 8px; padding: .5rem .75rem; min-block-size: 2.75rem; inline-size: 100%; }
.acts { display: flex; flex-wrap: wrap; gap: .75rem; } button { font: inherit; font-weight: 600; min-block-size: 2.75rem; padding: .5rem 1.5rem; border-radius: 999px; border: 1px solid var(--act); background: none; color: var(--act); cursor: pointer; }
button.first { background: var(--act); color: var(--on-act); }
.grid { list-style: none; padding: 0; margin: 1.25rem 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); }
.grid li { display: grid; gap: .25rem; align-content: start; text-align: center; } .grid img { inline-size: 8rem; block-size: 8rem; object-fit: contain; margin: 0 auto .5rem; }
.grid h2 { margin: 0; } .grid p { margin: 0; font-size: .875rem; } .tag { color: var(--ask); font-weight: 600; }
"""


def consent(
    *,
    application: str,
    scopes: Iterable[str],
    accounts: Iterable[values.Account],
    chosen: str,
    action: str,
    problem: str = "",
) -> str:
    """Show who asks for what, and let somebody sign in and decide."""
    wanted = "".join(f"<li>{_e(_SCOPES.get(each, each))}</li>" for each in scopes)
    return _page(
        f"{application} would like to use your backpack",
        f"""<div class="card">
<h1>{_e(application)} would like to use your backpack</h1>
{_problem(problem)}<p>If you allow it, {_e(application)} may:</p>
<ul>{wanted}</ul>
<p class="soft">You can take this back at any time, here or there.</p>
<form method="post" action="{_e(action)}">
{_picker(accounts, chosen)}
<div class="acts"><button class="first" name="decision" value="allow">Allow</button>
<button name="decision" value="deny" formnovalidate>Deny</button></div>
</form></div>""",
        narrow=True,
    )


def sign_in(*, accounts: Iterable[values.Account], problem: str = "") -> str:
    """Let somebody say whose backpack they want to see."""
    return _page(
        "Sign in",
        f"""<div class="card"><h1>Sign in to your backpack</h1>
{_problem(problem)}<form method="post" action="/auth/login">{_picker(accounts, "")}
<div class="acts"><button class="first">Sign in</button></div></form></div>""",
        narrow=True,
    )


def backpack(*, account: values.Account, badges: Iterable[tuple[values.Entry, str, str]]) -> str:
    """Show what somebody keeps: each badge with its name and its issuer as they were cached."""
    items = "".join(_badge(*each) for each in badges)
    shown = (
        f'<ul class="grid">{items}</ul>'
        if items
        else '<div class="card"><p>There are no badges here yet.</p></div>'
    )
    unconfirmed = [each.email for each in account.emails if not each.verified]
    note = (
        f'<p class="tag">Not confirmed yet: {_e(", ".join(unconfirmed))}. Badges made out to it wait.</p>'
        if unconfirmed
        else ""
    )
    return _page(
        f"Backpack of {account.name}",
        f"""<h1>Backpack of {_e(account.name)}</h1>
<p class="soft">{_e(", ".join(each.email for each in account.emails))}</p>{note}{shown}
<form method="post" action="/auth/logout"><button>Sign out</button></form>""",
    )


def mistake(title: str, text: str) -> str:
    """Say what is wrong with an address somebody was sent to."""
    return _page(title, f'<div class="card"><h1>{_e(title)}</h1><p>{_e(text)}</p></div>', narrow=True)


def _badge(entry: values.Entry, name: str, issuer: str) -> str:
    pending = '<p class="tag">Waits for your address to be confirmed</p>' if entry.pending else ""
    revoked = '<p class="tag">Revoked</p>' if entry.revoked else ""
    issued = _e(str(entry.assertion["issuedOn"])[:10])
    return (
        f'<li class="card" data-assertion="{_e(entry.open_badge_id)}">'
        f'<img src="/media/uploads/badges/{_e(entry.id)}" alt="" width="128" height="128">'
        f'<h2>{_e(name)}</h2><p class="soft">{_e(issuer)}</p>'
        f'<p class="soft">Issued on <time datetime="{issued}">{issued}</time></p>{pending}{revoked}</li>'
    )


def _picker(accounts: Iterable[values.Account], chosen: str) -> str:
    options = "".join(
        f'<label class="pick"><input type="radio" name="account" value="{_e(each.id)}"'
        f"{' checked' if each.id == chosen else ''}>"
        f"<span>{_e(each.name)}<small>{_e(each.primary)}</small></span></label>"
        for each in accounts
    )
    return f"""<fieldset><legend>Your account</legend>{options}
<div class="other"><label for="address">Or another address, for which an account is made</label>
<input id="address" name="address" type="email" autocomplete="email"></div></fieldset>"""


def _problem(text: str) -> str:
    return f'<p class="tag" role="alert">{_e(text)}</p>' if text else ""


def _page(title: str, content: str, *, narrow: bool = False) -> str:
    kind = ' class="narrow"' if narrow else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_e(title)} - Badgr stand-in</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>
<body><header><div><span class="mark">Badgr<small>stand-in on this machine</small></span>
<a href="/recipient/badges">My backpack</a></div></header>
<main{kind}>{content}</main>
<footer>This is not Badgr. It plays Badgr's part, so that backpacks can be tried without the internet.</footer>
</body></html>"""


def _e(text: str) -> str:
    return html.escape(text, quote=True)
