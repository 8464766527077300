"""The metals and enamels a badge may be made of."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Metal:
    """Five tones of one metal, from where the light falls to the deepest line."""

    name: str
    high: str
    light: str
    middle: str
    dark: str
    deep: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Enamel:
    """Three tones of one enamel; `pale` enamels carry dark letters."""

    name: str
    light: str
    base: str
    deep: str
    pale: bool = False


BRONZE = Metal(
    name="bronze", high="#F8DDB4", light="#DDAA6B", middle="#B67C3E", dark="#80501F", deep="#43270C"
)
SILVER = Metal(
    name="silver", high="#FFFFFF", light="#DCE3E6", middle="#AEB9BE", dark="#6C787E", deep="#2F383C"
)
GOLD = Metal(name="gold", high="#FFF4C9", light="#F3D377", middle="#D8A838", dark="#93681A", deep="#4C3408")
IRON = Metal(name="iron", high="#C3CBCD", light="#8F999C", middle="#636D70", dark="#3D4649", deep="#1A2022")
METALS = (BRONZE, SILVER, GOLD, IRON)

VERDIGRIS = Enamel(name="verdigris", light="#3FA394", base="#196B60", deep="#0D4A42")
MOSS = Enamel(name="moss", light="#6E9B4B", base="#446F2A", deep="#2A4A17")
FERN = Enamel(name="fern", light="#A9CE74", base="#86B14F", deep="#446F2A", pale=True)
LAPIS = Enamel(name="lapis", light="#4E83C4", base="#22559A", deep="#12366A")
SKY = Enamel(name="sky", light="#BFE0F2", base="#8CC3E4", deep="#4C86AE", pale=True)
NIGHT = Enamel(name="night", light="#3D5570", base="#1F3247", deep="#101D2C")
MADDER = Enamel(name="madder", light="#D2604F", base="#A9302B", deep="#741A1B")
EMBER = Enamel(name="ember", light="#F08A4B", base="#D85F22", deep="#9A3D10")
SAFFRON = Enamel(name="saffron", light="#FBD36B", base="#EFB02E", deep="#B57C0F", pale=True)
BONE = Enamel(name="bone", light="#FFFFFF", base="#F5EFE2", deep="#D6CBB4", pale=True)
SLATE = Enamel(name="slate", light="#8597A0", base="#566973", deep="#35454E")
ROSE = Enamel(name="rose", light="#E79A92", base="#C9655F", deep="#93403D")
PLUM = Enamel(name="plum", light="#8A5C8F", base="#5C3263", deep="#3A1B40")
ENAMELS = (VERDIGRIS, MOSS, FERN, LAPIS, SKY, NIGHT, MADDER, EMBER, SAFFRON, BONE, SLATE, ROSE, PLUM)


def blend(one: str, other: str, share: float) -> str:
    """Mix two colours; share 0 gives the first, 1 the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- WCAG 2.2
