"""SVG files that are fine as pictures, but whose badge is broken, ambiguous or a trap."""

from factories import credentials
from hostile import ordeal
from hostile.registry import badge_broken, broken, refused, undecided
from hostile.svgs import picture
from phalera_core import errors

_V2 = 'xmlns:o="http://openbadges.org"'
_V3 = 'xmlns:o="https://purl.imsglobal.org/ob/v3p0"'


def genuine():
    return credentials.dump(ordeal.genuine()).decode()


def credential(body, *, attributes=""):
    return f"<o:credential {_V3} {attributes}>{body}</o:credential>"


def assertion(body, *, attributes=""):
    return f"<o:assertion {_V2} {attributes}>{body}</o:assertion>"


def section(text):
    return f"<![CDATA[{text}]]>"


@badge_broken("svg", variants=["v2", "v3"])
def badge_twice(kind):
    one = assertion("{}") if kind == "v2" else credential("{}")
    return picture(one * 2)


@badge_broken("svg")
def badge_twice_under_two_prefixes():
    other = credential("{}").replace("<o:", "<p:").replace("/o:", "/p:").replace(":o=", ":p=")
    return picture(credential(section(genuine())) + other)


@badge_broken("svg")
def badge_twice_at_two_depths():
    return picture(credential(section(genuine())) + f"<g><g>{credential('{}')}</g></g>")


@badge_broken("svg")
def badge_ten_thousand_times():
    return picture(f"<g {_V3}>" + "<o:credential>{}</o:credential>" * 10_000 + "</g>")


@badge_broken(
    "svg", variants=["", " ", "\n\t\n", "<!-- {} -->", "<?x {}?>", "<![CDATA[]]>", "<![CDATA[ \n]]>"]
)
def badge_empty(body):
    return picture(credential(body))


@badge_broken("svg")
def badge_with_blank_verify():
    return picture(assertion("", attributes='verify="  "'))


@broken("svg", variants=["<b/>", "{}<g/>", "<![CDATA[{}]]><g>more</g>"])
def badge_with_elements_inside(body):
    return picture(credential(body))


@broken("svg")
def badge_within_a_badge():
    return picture(credential(assertion("{}")))


@broken("svg")
def badge_never_closed():
    return picture(f"<o:credential {_V3}>")


@broken("svg")
def badge_section_closed_early_by_its_text():
    return picture(credential(section('{"a":"]]><script/>"}')))


@broken("svg")
def badge_as_the_root():
    return credential("{}").encode()


@badge_broken("svg", error=errors.TooLargeError)
def badge_over_one_megabyte():
    return picture(credential(section(genuine().ljust(1_000_001))))


@badge_broken("svg", error=errors.TooLargeError)
def badge_over_one_megabyte_in_verify():
    return picture(assertion("", attributes=f'verify="https://{"x" * 1_000_000}"'))


# The picture and the place are fine from here on; what stands there is not.


@refused("svg", "well_formed", variants=["text", "html", "list", "number", "two", "python"])
def badge_is_no_json(kind):
    text = {
        "text": "First Aid",
        "html": "&lt;html/&gt;",
        "list": "[]",
        "number": "1",
        "two": "{}{}",
        "python": "{'id': None}",
    }[kind]
    return picture(credential(text))


@refused("svg", "well_formed", variants=[1, 50, 1_000])
def badge_cut_short_by(count):
    return picture(credential(section(genuine()[:-count])))


@refused("svg", "well_formed")
def badge_with_a_second_section():
    return picture(credential(section(genuine()) + section("{}")))


@refused("svg", "well_formed")
def badge_with_text_around_its_section():
    return picture(credential("{} " + section(genuine())))


@refused("svg", "well_formed")
def badge_nested_fifty_thousand_deep():
    return picture(credential(section("[" * 50_000)))


@refused("svg", "well_formed")
def badge_with_a_key_twice():
    return picture(credential(section(genuine().replace('"name"', '"name": "x", "name"', 1))))


@refused("svg", "context", variants=["{}", '{"a":1}', '{"@context":[]}'])
def badge_without_context(body):
    return picture(credential(body))


@refused("svg", "proof")
def badge_of_somebody_else_renamed():
    return picture(credential(section(genuine().replace("First Aid at Work", "Heart Surgery 101"))))


@refused("svg", "same_award")
def two_badges_of_different_awards():
    other = ordeal.academy().assertion() | {
        "id": "https://evil.example/ob2/assertions/1",
        "badge": "https://evil.example/ob2/badges/1",
    }
    return picture(assertion(section(credentials.dump(other).decode())) + credential(section(genuine())))


@refused("svg", "context")
def badge_is_a_token():
    return picture(credential("", attributes='verify="eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"'))


@undecided(
    "svg", "hosted", variants=["https://127.0.0.1/", "https://other.example/1", "http://academy.example.org/"]
)
def badge_lives_at_an_address_that_is_not_asked(address):
    return picture(assertion("", attributes=f'verify="{address}"'))


@refused(
    "svg",
    "well_formed",
    variants=["file:///etc/passwd", "javascript:alert(1)", "../../etc/passwd", "ftp://a/b"],
)
def badge_lives_at_no_web_address(address):
    return picture(assertion("", attributes=f'verify="{address}"'))
