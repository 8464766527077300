"""Every page, in both themes: axe finds nothing (WCAG 2.2 AA and best practice), and nothing scrolls sideways."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser import backpacks, rooms, story
from factories import routes

AXE = Axe().axe_script
WIDTHS = (360, 768, 1440)  # pixels: the look, section 4
# What the other theme and a narrow window can change; all other rules read the same document twice.
CHANGES = (
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "empty-table-header",
    "meta-viewport",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as somebody sees it; `{names}` in the path are filled in from the academy."""

    path: str
    who: str | None = None
    act: Callable[[Page, dict], None] = lambda _page, _places: None
    status: int = 200


def open_my_badges(page, _places):
    page.locator(".strap button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def tick_two(page, _places):
    for place in range(2):
        page.locator("input[name=award]").nth(place).check()
    expect(page.get_by_role("group", name="Download and update").locator("strong")).to_have_text("2 selected")


def open_the_menu(page, _places):
    page.get_by_role("button", name="Account of").click()
    expect(page.get_by_role("link", name="Change password")).to_be_visible()


def open_details(page, _places):
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def look_first(page, _places):
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_role("heading", name="What this changes")).to_be_visible()


def open_my_backpack(page, _places):
    page.get_by_role("link", name="Configure Badgr").click()
    expect(page.get_by_role("dialog", name="Your backpack")).to_be_visible()


def empty_the_region(page, _places):
    page.get_by_label("Address of its API").fill("")
    send_nothing(page, _places)


def make_a_link(page, _places):
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Your new link")).to_be_visible()


def sign_in_wrongly(page, _places):
    page.get_by_label("E-mail address").fill("leo@example.org")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def send_nothing(page, _places):
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    page.get_by_role("main").locator("form button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()


def open_backpack(page, _places):
    backpacks.open_dialog(page)


def verify_many(page, places):
    page.get_by_label("Badge file").set_input_files(places["many"])
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.get_by_role("main").get_by_text("Fire Warden").first).to_be_visible()
    open_details(page, places)


def share_the_result(page, places):
    verify("Verified")(page, places)
    page.get_by_role("button", name="Get a link to this result").click()
    page.get_by_role("heading", name="Your link to this result").wait_for()


def verify(word):
    def act(page, places):
        assert story.verify(page, places[word]) == word
        open_details(page, places)

    return act


PAGES = {
    "home": {
        "home": State(who="leo", path="/"),
        "home, all badges open": State(who="leo", path="/", act=open_my_badges),
        "home, menu open": State(who="leo", path="/", act=open_the_menu),
        "home, nothing earned": State(who="grace", path="/"),
    },
    "badges": {
        "badges": State(who="leo", path="/badges/"),
        "badges, all": State(who="leo", path="/badges/?show=all"),
        "badges, none": State(who="grace", path="/badges/"),
        "badges, some ticked": State(who="leo", path="/badges/", act=tick_two),
        "badges, all ticked": State(who="leo", path="/badges/?all=1"),
        "badges, details open": State(who="leo", path="/badges/", act=open_details),
        "badges, in progress": State(who="leo", path="/badges/?status=in-progress&sort=name"),
        "badges, none like that": State(who="leo", path="/badges/?q=nothing"),
    },
    "learning": {"learning": State(who="leo", path="/learning/")},
    "learning_object": {
        "course under way": State(who="leo", path="/learning/{under_way}/", act=open_details),
        "course completed": State(who="leo", path="/learning/{completed}/"),
        "course on offer": State(who="grace", path="/learning/{completed}/"),
        "path under way": State(who="leo", path="/learning/nature-guide/"),
        "path on offer": State(who="grace", path="/learning/harbor-crew/"),
        "certification that ends": State(who="leo", path="/learning/forklift-operator/"),
        "course, unknown": State(who="leo", path="/learning/unknown/", status=404),
        "path": State(who="leo", path="/learning/{path}/", act=open_details),
        "certification": State(who="leo", path="/learning/{certification}/", act=open_details),
    },
    "skills": {"skills": State(who="leo", path="/skills/")},
    "skill": {
        "skill": State(who="leo", path="/skills/{skill}/"),
        "skill, unknown": State(who="leo", path="/skills/unknown/", status=404),
    },
    "backpack": {
        "backpack, not connected": State(who="leo", path="/backpack/"),
        "backpack, in its dialog": State(who="leo", path="/badges/", act=open_my_backpack),
    },
    "notifications": {"notifications": State(who="leo", path="/notifications/")},
    "export": {
        "records, under way": State(who="leo", path="/badges/exports/{export_under_way}"),
        "records, ready": State(who="leo", path="/badges/exports/{export_ready}"),
        "records, unknown": State(who="leo", path="/badges/exports/{private}", status=404),
    },
    "verify": {
        "verify": State(path="/verify/"),
        "verify, nothing given": State(path="/verify/", act=send_nothing),
        "verified": State(path="/verify/", act=verify("Verified")),
        "refused": State(path="/verify/", act=verify("Refused")),
        "verified many": State(path="/verify/", act=verify_many),
    },
    "api_docs": {"for programs": State(path="/api/v1/docs")},
    "verify_result": {
        "a result, to who made it": State(path="/verify/", act=share_the_result),
        "a result that has ended": State(path="/verify/results/nothing", status=404),
    },
    "credential": {
        "credential": State(path="/credentials/{unlisted}"),
        "credential, private": State(path="/credentials/{private}", status=404),
        "credential, public": State(path="/credentials/{public}"),
    },
    "credential_embed": {"badge on another site": State(path="/credentials/{public}/embed")},
    "award": {
        "share, public": State(who="leo", path="/badges/{public}/"),
        "share, unlisted": State(who="leo", path="/badges/{unlisted}/", act=make_a_link),
    },
    "shared": {
        "shared": State(who="leo", path="/badges/shared/"),
        "shared, nothing": State(who="grace", path="/badges/shared/"),
    },
    "profile": {
        "public page": State(path="{profile}"),
        "public page, unknown": State(path="/people/00000000-0000-4000-8000-000000000000", status=404),
    },
    "share_link": {
        "link": State(path="{link}"),
        "link, ended": State(path="{ended_link}", status=410),
    },
    "sign_in_once": {"sign in once": State(path="/sign-in/used-up")},
    "account_login": {
        "sign in": State(path="/accounts/login/"),
        "sign in, wrongly": State(path="/accounts/login/", act=sign_in_wrongly),
    },
    "account_logout": {"sign out": State(who="leo", path="/accounts/logout/")},
    "account_inactive": {"inactive": State(path="/accounts/inactive/")},
    "account_reauthenticate": {"confirm": State(who="leo", path="/accounts/reauthenticate/")},
    "account_change_password": {
        "change password": State(who="leo", path="/accounts/password/change/"),
        "change password, to nothing": State(who="leo", path="/accounts/password/change/", act=send_nothing),
    },
    "account_reset_password": {"forgotten": State(path="/accounts/password/reset/")},
    "account_reset_password_done": {"forgotten, sent": State(path="/accounts/password/reset/done/")},
    "account_reset_password_from_key": {
        "forgotten, old link": State(path="/accounts/password/reset/key/1-old/")
    },
    "account_reset_password_from_key_done": {
        "forgotten, done": State(path="/accounts/password/reset/key/done/")
    },
    "admin_overview": {
        "administration": State(who="grace", path="/admin/"),
        "administration, not for Leo": State(who="leo", path="/admin/", status=403),
    },
    "admin_completions": {
        "mark complete": State(who="grace", path="/admin/completions/"),
        "mark complete, nobody": State(who="grace", path="/admin/completions/", act=send_nothing),
    },
    "admin_import": {
        "a file looked through": State(who="grace", path="/admin/completions/{import}/"),
        "a file, unknown": State(
            who="grace", path="/admin/completions/00000000-0000-4000-8000-000000000000/", status=404
        ),
    },
    "admin_badges": {
        "all badges": State(who="grace", path="/admin/badges/"),
        "all badges, none found": State(who="grace", path="/admin/badges/?q=nothing"),
        "all badges, retired": State(who="grace", path="/admin/badges/?show=retired"),
    },
    "admin_badge_new": {
        "add a badge": State(who="grace", path="/admin/badges/new/"),
        "add a badge, nothing given": State(who="grace", path="/admin/badges/new/", act=send_nothing),
    },
    "admin_badge": {"change a badge": State(who="grace", path="/admin/badges/{badge}/")},
    "admin_people": {
        "people": State(who="grace", path="/admin/people/"),
        "people, none found": State(who="grace", path="/admin/people/?q=nothing"),
    },
    "admin_people_new": {
        "add a person": State(who="grace", path="/admin/people/new"),
        "add a person, nothing given": State(who="grace", path="/admin/people/new", act=send_nothing),
    },
    "admin_person": {"a person": State(who="grace", path="/admin/people/{person}/")},
    "admin_learning_new": {
        "add learning": State(who="grace", path="/admin/learning/new"),
        "add learning, nothing given": State(who="grace", path="/admin/learning/new", act=send_nothing),
    },
    "admin_learning": {"what is earned where": State(who="grace", path="/admin/learning/")},
    "admin_learning_badge": {
        "choose a badge": State(who="grace", path="/admin/learning/{completed}/badge"),
        "attach a badge": State(who="grace", path="/admin/learning/{completed}/badge?badge={badge}"),
        "remove a badge": State(who="grace", path="/admin/learning/{completed}/badge?remove=1"),
    },
    "admin_backpacks": {"backpacks": State(who="grace", path="/admin/backpacks/")},
    "admin_backpack_region": {
        "a region": State(who="grace", path="/admin/backpacks/{region}/"),
        "a region, without an address": State(
            who="grace", path="/admin/backpacks/{region}/", act=empty_the_region
        ),
    },
    "admin_learning_arrange": {
        "arrange a path": State(who="grace", path="/admin/learning/{path}/"),
        "arrange a certification": State(who="grace", path="/admin/learning/{certification}/"),
        "arrange, unknown": State(who="grace", path="/admin/learning/unknown/", status=404),
    },
    "author_learning_arrange": {
        "arrange, author": State(who="ada", path="/author/learning/leading-teams/", act=open_details),
        "arrange, author, unknown": State(who="ada", path="/author/learning/unknown/", status=404),
    },
    "admin_skills": {
        "all skills": State(who="grace", path="/admin/skills/"),
        "all skills, nothing given": State(who="grace", path="/admin/skills/", act=send_nothing),
    },
    "admin_skill": {
        "change a skill": State(who="grace", path="/admin/skills/public-speaking/", act=open_details),
        "change a skill, unknown": State(who="grace", path="/admin/skills/unknown/", status=404),
    },
    "admin_skill_level": {
        "change a level": State(who="grace", path="/admin/skills/public-speaking/1/"),
        "change a level, what it changes": State(
            who="grace", path="/admin/skills/public-speaking/1/", act=look_first
        ),
        "change a level, unknown": State(who="grace", path="/admin/skills/public-speaking/9/", status=404),
    },
    "admin_skill_badge": {
        "badge of a level": State(who="grace", path="/admin/skills/public-speaking/1/badge"),
        "attach to a level": State(who="grace", path="/admin/skills/public-speaking/1/badge?badge={badge}"),
        "badge of a level, unknown": State(who="grace", path="/admin/skills/unknown/1/badge", status=404),
    },
    "admin_awards": {
        "awards": State(who="grace", path="/admin/awards/"),
        "awards, none found": State(who="grace", path="/admin/awards/?q=nothing"),
    },
    "admin_award_revoke": {
        "revoke": State(who="grace", path="/admin/awards/{award}/revoke"),
        "revoke, no reason": State(who="grace", path="/admin/awards/{award}/revoke", act=send_nothing),
    },
    "author_home": {"authoring": State(who="ada", path="/author/")},
    "author_learning_badge": {
        "choose a badge, author": State(who="ada", path="/author/learning/{authored}/badge"),
        "choose a badge, not for Leo": State(who="leo", path="/author/learning/{authored}/badge", status=403),
    },
    "privacy": {"your name in badges": State(who="leo", path="/privacy/")},
    "admin_records": {"badge records": State(who="grace", path="/admin/records/")},
    "admin_record": {
        "a record's look": State(who="grace", path="/admin/records/{issuer}/every/"),
    },
    "admin_reminders": {"reminders": State(who="grace", path="/admin/reminders/")},
    "admin_issuer": {"issuer": State(who="grace", path="/admin/issuer/")},
    "admin_keys": {"keys": State(who="grace", path="/admin/keys/")},
    "admin_key_compromised": {"a key": State(who="grace", path="/admin/keys/{key}/compromised")},
    "": {"unknown": State(path="/nowhere", status=404)},
}
# What answers something else than a page.
NO_PAGES = {
    "a word for machines": {"livez", "readyz", "api_verify", "api_openapi"},
    "a document or picture": {
        "badge_file", "badge_record", "all_badges", "all_records", "all_records_zip", "export_file", "ob2_issuer", "ob2_badge", "ob2_assertion", "ob2_image", "ob3_achievement",
        "ob3_credential", "ob3_token", "status_list", "did", "did_first", "issued", "jwks", "picture_png", "picture_svg", "picture_card", "admin_record_preview",
    },
    "a part of a page": {"learning_badge"},
    "a form's way back to a page": {
        "account_set_password", "admin_award_again", "award_link_end", "award_links", "award_show", "shared_back", "shared_profile", "admin_badge_restore", "admin_import_look", "admin_badge_retire", "admin_key_rotate", "admin_record_remove", "admin_retry",
        "chosen_badges", "enroll", "language", "module_done", "notification_choices", "notifications_read", "update_badges", "verify_results", "verify_result_end",
    },
    "on the way to a backpack or back": {
        "backpack_connect", "backpack_return", "backpack_open", "backpack_disconnect", "backpack_again",
        "admin_backpacks_switch", "admin_backpack_test",
    },
    "not offered": {
        "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
        "account_confirm_login_code",
    },
}  # fmt: skip
STATES = {name: state for states in PAGES.values() for name, state in states.items()}


@pytest.fixture(scope="module")
def tabs(visit):
    """Give a function that gives the open tab of somebody: one for each person, because opening takes long."""
    with ExitStack() as stack:
        opened = {}

        def tab(who):
            if who not in opened:
                opened[who] = stack.enter_context(visit(who))
            return opened[who]

        yield tab


def export(rows, name):
    """Write down that Leo asked for more badge records than the demo has, and give the id."""
    made, ready = uuid4(), name == "export_ready"
    rows.execute(
        "INSERT INTO delivering_export (uuid, learner_id, form, awards, chosen, asked_at, finished_at, file, size,"
        " records, left_out) SELECT ?, id, 'pdf', '[]', ?, ?, ?, ?, 4200000, 214, ? FROM accounts_person"
        " WHERE email = 'leo@example.org'",
        (
            made.hex,
            name,
            "2026-03-01 09:00:00",
            "2026-03-01 09:01:00" if ready else None,
            "exports/none.pdf" if ready else "",
            '["The record of one was left out. Install the fonts."]' if ready else "[]",
        ),
    )
    rows.commit()
    return made


@pytest.fixture(scope="module")
def places(tabs, demo_academy, tmp_path_factory):
    """Say where in the academy there is what the pages show, and give files to verify."""
    folder = tmp_path_factory.mktemp("files")
    with closing(sqlite3.connect(demo_academy.data / "phalera.sqlite3")) as rows:
        # Not one of Leo's, who shows some of his here.
        [(private,)] = rows.execute(
            "SELECT awarding_award.uuid FROM awarding_award JOIN accounts_person ON accounts_person.id = learner_id"
            " WHERE visibility = 'private' AND email <> 'leo@example.org' LIMIT 1"
        )
        [(award,)] = rows.execute("SELECT uuid FROM awarding_award WHERE revoked_at IS NULL LIMIT 1")
        [(person,)] = rows.execute("SELECT uuid FROM accounts_person WHERE email = 'leo@example.org'")
        [(badge,)] = rows.execute("SELECT uuid FROM authoring_badge WHERE retired_at IS NULL LIMIT 1")
        [(issuer,)] = rows.execute("SELECT uuid FROM authoring_issuer ORDER BY id LIMIT 1")
        [(key,)] = rows.execute("SELECT public_multibase FROM issuing_signingkey LIMIT 1")
        [(authored,)] = rows.execute(
            "SELECT slug FROM learning_learningobject JOIN accounts_person ON accounts_person.id = author_id"
            " WHERE email = 'ada@example.org' LIMIT 1"
        )
        [(skill,)] = rows.execute("SELECT slug FROM learning_skill LIMIT 1")
        [(path,)] = rows.execute("SELECT slug FROM learning_learningobject WHERE kind = 'path' LIMIT 1")
        [(certification,)] = rows.execute(
            "SELECT slug FROM learning_learningobject WHERE kind = 'certification' LIMIT 1"
        )
        [(region,)] = rows.execute("SELECT uuid FROM backpacks_region WHERE is_offered LIMIT 1")
        # A course, signed, and private still: what is downloaded here becomes unlisted with it.
        [(finished,)] = rows.execute(
            "SELECT slug FROM awarding_award JOIN accounts_person ON accounts_person.id = learner_id"
            " JOIN authoring_achievement ON authoring_achievement.id = achievement_id"
            " JOIN learning_learningobject ON learning_learningobject.id = learning_object_id"
            " WHERE email = 'leo@example.org' AND visibility = 'private' AND kind = 'course'"
            " AND revoked_at IS NULL LIMIT 1"
        )
        exports = {name: export(rows, name) for name in ("export_under_way", "export_ready")}
    leo = tabs("leo")
    leo.goto("/learning/")
    mine = leo.locator("section[aria-labelledby=mine] li")
    under_way = mine.filter(has_text="modules done").first.get_by_role("link").get_attribute("href")
    completed = f"/learning/{finished}/"
    leo.goto(completed)
    file = story.download(leo, folder)
    leo.reload()
    unlisted = leo.locator("#prize").get_by_role("link", name="Download badge").get_attribute("href")
    public, link, ended_link = shared(leo)
    leo.goto("/badges/shared/")
    leo.get_by_role("button", name="Open my public page").click()
    profile = leo.get_by_role("link", name="See it as others do").get_attribute("href")
    return {
        **exports,
        **rooms.prepare(tabs, demo_academy, folder),
        "skill": skill,
        "path": path,
        "certification": certification,
        "region": UUID(region),
        "key": key,
        "profile": profile,
        "public": public,
        "link": link,
        "ended_link": ended_link,
        "under_way": under_way.split("/")[2],
        "completed": completed.split("/")[2],
        "unlisted": unlisted.split("/")[2].removesuffix(".png"),
        "private": UUID(private),
        "award": UUID(award),
        "badge": UUID(badge),
        "person": UUID(person),
        "issuer": UUID(issuer),
        "authored": authored,
        "Verified": file,
        "Refused": story.tampered(file, folder / "tampered.png"),
    }


def shared(page):
    """Publish another badge of Leo's, and give its award, a link to it, and one that has ended."""
    page.goto("/badges/")
    award = page.locator("input[name=award]").last.get_attribute("value")
    links = []
    for _each in range(2):
        page.goto(f"/badges/{award}/")
        make_a_link(page, {})
        links.append(page.get_by_label("Your new link").input_value())
    page.get_by_role("button", name="End link 1 now").click()
    page.get_by_role("radio", name="Public").check()
    page.get_by_label("Show my name").check()
    page.get_by_role("button", name="Keep this choice").click()
    return award, links[0], links[1]


class TestEveryPage:
    def test_is_in_the_list(self):
        listed = {name for name in PAGES if name}.union(*NO_PAGES.values())

        assert {pattern.name for pattern in routes.every()} == listed

    @pytest.mark.parametrize("name", STATES)
    def test_is_sound_in_both_themes_and_at_every_width(self, tabs, places, name):
        state = STATES[name]
        page = tabs(state.who)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        assert page.goto(state.path.format(**places)).status == state.status
        state.act(page, places)

        found = {"1440, light": faults(page)}
        page.emulate_media(color_scheme="dark")
        for width in sorted(WIDTHS, reverse=True):
            page.set_viewport_size({"width": width, "height": 900})
            found[f"scrolls sideways at {width}"] = wider_by(page)
        found["360, dark"] = faults(page, only=CHANGES)

        assert {where: what for where, what in found.items() if what} == {}


class TestTheEyes:
    """Whoever never finds anything may be blind."""

    def test_see_what_is_wrong(self, visit):
        with visit() as page:
            page.set_viewport_size({"width": 360, "height": 900})
            page.set_content('<p style="color: #ccc; width: 500px">Pale and wide</p>')

            assert any(fault.startswith("color-contrast") for fault in faults(page))
            assert any(fault.startswith("color-contrast") for fault in faults(page, only=CHANGES))
            assert wider_by(page) > 0


def faults(page, only=()) -> list[str]:
    """Give what axe finds, one line for each element; `only` names rules to keep to."""
    # axe leaves this one of WCAG 2.2 out unless it is asked for.
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    if only:
        del options["rules"]
        options["runOnly"] = {"type": "rule", "values": list(only)}
    # Once for each page: it is half a megabyte to read.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    response = page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{violation['id']}: {violation['help']} {node['target']} {node['html'][:120]}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def wider_by(page) -> int:
    """Give by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
