"""Just enough of a browser: the forms of a page, and what they would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """A form: where it goes, and the values of its named fields."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = True
            self.found.append(Form(values.get("action", ""), values.get("method", "get").lower()))
        elif tag in ("input", "button") and self.inside and values.get("name"):
            self.found[-1].values[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def forms(page: str) -> list[Form]:
    """Give the forms of a page in their order."""
    parser = _Forms()
    parser.feed(page)
    return parser.found
