"""What a file says of itself in XMP, made true for the pages it has in the end (ISO 19005-3, 6.6)."""

from phalera.delivering.records import objects

_UNTAGGED = b"<pdfaid:conformance>U</pdfaid:conformance>"
_TAGGED = b"<pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
_NAMES = b'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
_NAMES_UA = b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
_SCHEMAS = b"</rdf:Bag></pdfaExtension:schemas>"
# PDF/A-3 wants every schema that it does not know explained (6.6.2.3).
_SCHEMA_UA = (
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Identification schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>'
    b"<pdfaProperty:description>Part Number of ISO 14289 (PDF/UA)</pdfaProperty:description>"
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li>"
    b"</rdf:Seq></pdfaSchema:property></rdf:li>"
)
_COUNT = b"<xmpTPg:NPages>%d</xmpTPg:NPages>"


def tagged(stream: bytes, *, pieces: int, pages: int, old: bytes, new: bytes) -> bytes:
    """Claim PDF/A-3a and PDF/UA-1 for so many pages and with another identifier of this state of the file.

    objects.UnreadableError when it does not say what the typesetter says of pieces.
    """
    start, end = stream.find(b"<?xpacket begin"), stream.rfind(b"\nendstream")
    told = stream[start:end]
    for said, instead in (
        (_UNTAGGED, _TAGGED),
        (_NAMES, _NAMES + _NAMES_UA),
        (_SCHEMAS, _SCHEMA_UA + _SCHEMAS),
        (_COUNT % pieces, _COUNT % pages),
        (old, new),
    ):
        if said not in told:
            raise objects.UnreadableError(f"its metadata do not have {said.decode()}")
        told = told.replace(said, instead)
    return b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream" % (len(told), told)
