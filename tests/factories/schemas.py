"""Whether JSON fits a JSON Schema: as much of draft 2020-12 as our own description uses, and nothing unknown passes."""

KINDS = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
}
# What describes and does not decide.
WORDS = {"description", "format", "contentMediaType"}
KNOWN = {"$ref", "type", "enum", "properties", "required", "additionalProperties", "items", "oneOf", "anyOf"}


def problems(value, schema, root, at="$"):
    """Yield each place where the value does not fit."""
    assert not set(schema) - KNOWN - WORDS, schema
    if "$ref" in schema:
        yield from problems(value, resolved(schema["$ref"], root), root, at)
        return
    for word, least, most in (("oneOf", 1, 1), ("anyOf", 1, len(schema.get("anyOf", ())))):
        if word in schema:
            fitting = sum(not list(problems(value, one, root, at)) for one in schema[word])
            if not least <= fitting <= most:
                yield f"{at} fits {fitting} of {word}"
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds and not any(KINDS[kind](value) for kind in kinds):
        yield f"{at} is no {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of {schema['enum']}"
    if isinstance(value, dict):
        yield from members(value, schema, root, at)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from problems(item, schema["items"], root, f"{at}[{number}]")


def members(value, schema, root, at):
    yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    described = schema.get("properties", {})
    if schema.get("additionalProperties") is False:
        yield from (f"{at}.{name} is not described" for name in value if name not in described)
    for name in described.keys() & value.keys():
        yield from problems(value[name], described[name], root, f"{at}.{name}")


def resolved(pointer, root):
    found = root
    for name in pointer.removeprefix("#/").split("/"):
        found = found[name]
    return found


def every(value):
    """Yield each object of a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(inner)
