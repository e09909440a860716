"""Small files of every kind, made by hand."""

import io
import zipfile

PDF = b"%PDF-1.7 content"
PNG = b"\x89PNG\r\n\x1a\n content"
JPG = b"\xff\xd8\xff\xe0 content"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RUN = '<w:r w:rsidR="00A1"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", compression) as document:
        for name, text in parts.items():
            document.writestr(name, text)
    return into.getvalue()


def docx(*runs: str, **more: str) -> bytes:
    body = "".join(RUN.format(text) for text in runs)
    return packed(
        {"[Content_Types].xml": "", "word/document.xml": f"<w:document {W}><w:p>{body}</w:p></w:document>", **more}
    )


def xlsx(*cells: str) -> bytes:
    strings = "".join(f"<si><t>{text}</t></si>" for text in cells)
    return workbook("sharedStrings.xml", f"<sst>{strings}</sst>")


def workbook(part: str, xml: str | bytes) -> bytes:
    return packed({"xl/workbook.xml": "<workbook/>", f"xl/{part}": xml})
