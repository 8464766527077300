"""SVG files in many good spellings: none may be refused as a picture, and genuine badges in them are verified."""

from factories import credentials
from hostile import ordeal
from hostile.registry import bare, genuine
from hostile.svg_badges import assertion, credential, section
from hostile.svg_badges import genuine as genuine_badge
from hostile.svgs import NS, PUBLIC_TYPE, picture


@bare("svg")
def plain():
    return picture()


@bare("svg", variants=["UTF-8", "utf-8", "Utf-8", "UTF8"])
def encoding_declared(encoding):
    return picture(before=f'<?xml version="1.0" encoding="{encoding}" standalone="no"?>\n')


@bare("svg")
def byte_order_mark():
    return b"\xef\xbb\xbf" + picture()


@bare("svg")
def document_type_of_drawing_programs():
    return picture(before=f"<?xml version='1.0'?>\n{PUBLIC_TYPE}\n")


@bare("svg")
def document_type_of_version_1_0():
    line = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.0//EN" "http://www.w3.org/TR/2001/REC-SVG-20010904/DTD/svg10.dtd">'
    return picture(before=line)


@bare("svg")
def comments_and_instructions_around():
    return picture(before="<!-- <svg> --><?xml-stylesheet href='x.css'?>", after="\n<!-- end -->\n<?end?>\n")


@bare("svg", variants=["<svg/>", "<svg />", "<svg\n></svg\n>", "<svg a='>'/>", '<svg a="/>" b=\'"\'></svg>'])
def root_spelled(root):
    return root.replace("<svg", f"<svg {NS}", 1).encode()


@bare("svg")
def root_with_prefix():
    return b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>'


@bare("svg")
def root_without_namespace():
    return b"<svg><g/></svg>"


@bare("svg")
def line_ends_of_windows():
    return picture("\r\n<g\r\n/>\r\n")


@bare("svg")
def text_of_every_script():
    return picture("<text>Łukasz 李小龍 محمد अनिल 🌳 &amp; &#x1F333; &lt;</text>")


@bare("svg")
def sections_and_styles():
    return picture("<style><![CDATA[ svg > g { fill: red } ]]></style>")


@bare("svg")
def scripts_which_are_not_our_concern_here():
    return picture("<script>alert(1)</script>", declared='onload="alert(1)"')


@bare("svg")
def words_that_only_look_like_a_badge():
    return picture("<desc>&lt;openbadges:assertion&gt;</desc><!-- <openbadges:credential> -->")


@bare("svg")
def badge_of_another_namespace():
    return picture('<o:credential xmlns:o="https://example.org/badges">{}</o:credential>')


@bare("svg", variants=[150, 199])
def groups_nested(depth):
    return picture("<g>" * (depth - 1) + "</g>" * (depth - 1))


@bare("svg")
def paths_of_a_megabyte():
    return picture(f'<path d="{"M0 0L1 1" * 120_000}"/>')


@bare("svg")
def attributes_without_number():
    return picture("<g" + "".join(f" a{n}=''" for n in range(60_000)) + "/>")


@bare("svg")
def our_prefix_means_something_else():
    return picture("<openbadges:mine/>", declared='xmlns:openbadges="https://example.org/mine"')


@genuine("svg")
def badge_in_a_section():
    return picture(credential(section(genuine_badge())))


@genuine("svg")
def badge_in_text():
    escaped = genuine_badge().replace("&", "&amp;").replace("<", "&lt;")
    return picture(credential(escaped))


@genuine("svg")
def badge_in_two_sections():
    text = genuine_badge()
    return picture(credential(section(text[:500]) + section(text[500:])))


@genuine("svg")
def badge_with_white_space_around():
    return picture(credential(f"\n    {section(genuine_badge())}\n  "))


@genuine("svg")
def badge_under_the_prefix_of_the_root():
    return picture(
        f"<openbadges:credential>{section(genuine_badge())}</openbadges:credential>",
        declared='xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"',
    )


@genuine("svg")
def badge_in_the_default_namespace():
    body = section(genuine_badge())
    return picture(f'<credential xmlns="https://purl.imsglobal.org/ob/v3p0">{body}</credential>')


@genuine("svg")
def badge_below_metadata():
    return picture(f"<metadata>{credential(section(genuine_badge()))}</metadata>")


@genuine("svg")
def badge_with_a_comment_inside():
    return picture(credential(f"<!-- yes -->{section(genuine_badge())}"))


@genuine("svg")
def badge_of_both_versions():
    two = credentials.dump(ordeal.academy().assertion()).decode()
    return picture(assertion(section(two), attributes='verify="x"') + credential(section(genuine_badge())))


@genuine("svg", variants=["section", "address"])
def badge_of_version_2(form):
    body = section(credentials.dump(ordeal.academy().assertion()).decode()) if form == "section" else ""
    return picture(assertion(body, attributes=f'verify="{ordeal.academy().assertion_url}"'))
