"""Files as people and enemies send them, made in code."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

import httpx
from PIL import Image, ImageDraw

from tests.api.client import Client

PAGE: Final = b"<html><body><script>alert(1)</script></body></html>"
OPENXML: Final = "application/vnd.openxmlformats-officedocument"
DOCX: Final = "word/document.xml"
TYPES: Final = f"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="{OPENXML}.vmlDrawing"/><Default Extension="bin" ContentType="{OPENXML}.spreadsheetml.printerSettings"/>
<Override PartName="/word/document.xml" ContentType="{OPENXML}.wordprocessingml.document.main+xml"/></Types>"""


def paper(more: bytes = b"", objects: tuple[bytes, ...] = (), trailer: bytes = b"") -> bytes:
    """A PDF of one page; more in its catalogue, further objects, more in its trailer."""
    catalogue = b"<</Type/Catalog/Pages 2 0 R" + more + b">>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    made, places = b"%PDF-1.7\n", list[int]()
    for n, each in enumerate((catalogue, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *objects), 1):
        places.append(len(made))
        made += b"%d 0 obj" % n + each + b"endobj\n"
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(places) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % count + entries
    end = b"trailer<</Root 1 0 R/Size %d" % count + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + table + end


def packed(content: bytes) -> bytes:
    """A PDF whose catalogue lies in a packed stream, as most are written now."""
    pages, page = b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    parts = (b"<</Type/Catalog/Pages 2 0 R" + content + b">>", pages, page)
    places = [sum(len(each) + 1 for each in parts[:n]) for n in range(3)]
    index = b" ".join(b"%d %d" % (n, place) for n, place in enumerate(places, 1)) + b" "
    stream = zlib.compress(index + b" ".join(parts))
    head = b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(index), len(stream))
    made = b"%PDF-1.7\n"
    first = len(made)
    made += b"4 0 obj" + head + stream + b"\nendstream endobj\n"
    second = len(made)
    rows = [(0, 0, 0), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, first, 0), (1, second, 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    made += b"5 0 obj<</Type/XRef/W[1 2 1]/Size 6/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return made + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % second


PDF: Final = paper()


def photo(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A room with a screen and people before it."""
    r, (w, h) = random.Random(seed), size
    light = sized(Image.frombytes("RGB", (6, 5), r.randbytes(90)), size)
    wall = Image.new("RGB", size, tuple(r.randrange(120, 230) for _ in range(3)))
    image = Image.blend(wall, light, r.uniform(0.3, 0.6))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, h * r.uniform(0.55, 0.75), w, h), fill=tuple(r.randrange(60, 160) for _ in range(3)))
    x, y = r.randrange(0, w // 2), r.randrange(0, h // 4)
    draw.rectangle((x, y, x + w * 0.3, y + h * 0.25), fill=tuple(r.randrange(0, 256) for _ in range(3)))
    for _ in range(r.randrange(4, 16)):
        x, y, s = r.randrange(w), r.randrange(h // 2, h), r.randrange(8, 28)
        draw.ellipse((x, y, x + s, y + s), fill=tuple(r.randrange(20, 120) for _ in range(3)))
        draw.rectangle((x - s / 3, y + s, x + s * 4 / 3, y + 3 * s), fill=tuple(r.randrange(0, 256) for _ in range(3)))
    return image


def sheet(seed: int, size: tuple[int, int] = (420, 594)) -> Image.Image:
    """A sign-in sheet: one printed form, other hands."""
    r, (w, _) = random.Random(seed), size
    image = Image.new("L", size, r.randrange(225, 250))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 20, 300, 40), fill=60)
    for n in range(21):
        draw.line((30, 70 + n * 25, w - 30, 70 + n * 25), fill=90, width=2)
    for x in (30, 90, 180, 290, w - 30):
        draw.line((x, 70, x, 570), fill=90, width=2)
    for n in range(r.randrange(6, 20)):
        for x, wide in ((35, 30), (95, r.randrange(25, 75)), (185, r.randrange(40, 100)), (295, r.randrange(40, 90))):
            strokes = [(x + r.uniform(0, wide), 75 + n * 25 + r.uniform(0, 16)) for _ in range(r.randrange(6, 14))]
            draw.line(strokes, fill=r.randrange(10, 70), width=2)
    return image


def sized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture in another size."""
    return image.resize(size, Image.Resampling.BICUBIC)  # pyright: ignore[reportUnknownMemberType]  (its size may be NumPy's)


def saved(image: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    """A picture as a file."""
    to = io.BytesIO()
    image.save(to, form, **how)
    return to.getvalue()


def archive(parts: dict[str, bytes | str], **how: Any) -> bytes:
    """An archive."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, **how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return to.getvalue()


def document(main: str = "xl/workbook.xml", more: dict[str, bytes | str] | None = None) -> bytes:
    """A document of Office."""
    return archive({"[Content_Types].xml": TYPES, main: "<workbook/>", **(more or {})})


def film(size: int = 1000, more: bytes = b"") -> bytes:
    """A film, as its boxes go."""
    return (
        box(b"ftyp", b"isomiso2mp41")
        + more
        + box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", bytes(100)))
        + box(b"mdat", bytes(size))
    )


def box(name: bytes, content: bytes) -> bytes:
    """A box."""
    return struct.pack(">I", len(content) + 8) + name + content


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(side: int) -> bytes:
    """A PNG that says it is large, and is small."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(side))) + chunk(b"IEND", b"")
    )


def jpeg_bomb() -> bytes:
    """A JPEG that says it is large."""
    plain, large = saved(photo(1)), struct.pack(">HH", 65000, 65000)
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + large + plain[at + 4 :]


def plain(form: str, side: int) -> bytes:
    """A picture of one colour: many dots in few bytes."""
    if form == "JPEG":
        return saved(Image.new("RGB", (side, side), (9, 99, 199)), form, progressive=True, subsampling=0)
    return saved(Image.new("RGBA", (side, side), (200, 10, 10, 128)), form, lossless=True)


def zip_bomb() -> bytes:
    """A document that unpacks to a thousand times its size."""
    return document(more={"xl/worksheets/sheet1.xml": bytes(300 << 20)})


def lying_zip() -> bytes:
    """A document of which a part says that it is small."""
    whole = bytearray(document(more={"xl/a.xml": bytes(5 << 20)}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = whole.rindex(sign)
        whole[at + place : at + place + 4] = struct.pack("<I", 10)
    return bytes(whole)


def overlapping() -> bytes:
    """A document whose parts lie over each other."""
    whole = bytearray(document(more={"xl/a.xml": b"a" * 9000, "xl/b.xml": b"a" * 9000}))
    first, second = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x01\x02")
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


DTD: Final = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"


def related(kind: str, target: str) -> str:
    """What a document refers to outside of it."""
    name = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return (
        f'<Relationships><Relationship Id="a" Type="{name}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def enemies() -> Iterator[tuple[str, str, bytes]]:
    """A hundred sendings that are not to be taken: what it is, its name, its bytes."""
    jpeg, png, webp = saved(photo(1)), saved(photo(2), "PNG"), saved(photo(3), "WEBP")
    xlsx, docx = document(), document("word/document.xml")
    zipped, mp4 = archive({"a.exe": b"MZ" + bytes(100)}), film()
    ours = {"jpg": jpeg, "png": png, "webp": webp, "pdf": PDF, "xlsx": xlsx, "docx": docx, "mp4": mp4}
    for end, whole in ours.items():
        yield f"a {end} of no bytes", f"a.{end}", b""
        yield f"a {end} with an archive behind it", f"a.{end}", whole + zipped
        yield f"a {end} with a page behind it", f"a.{end}", whole + PAGE
        yield f"a {end} with a program behind it", f"a.{end}", whole + b"MZ" + bytes(range(256))
        yield f"a page before a {end}", f"a.{end}", PAGE + whole
        yield f"a {end} cut in half", f"a.{end}", whole[: len(whole) // 2]
        yield f"a {end} that lacks its last byte but one", f"a.{end}", whole[:-2]
        yield f"a {end} named as a page", "a.html", whole
        yield f"a {end} named as a program", f"a.{end}.exe", whole
        yield f"a {end} without a name", "", whole
        other = "pdf" if end != "pdf" else "png"
        yield f"a {end} named {other}", f"a.{other}", whole
    for end, whole in {
        "html": PAGE,
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "exe": b"MZ" + bytes(300),
        "zip": zipped,
        "gif": b"GIF89a" + bytes(50),
        "txt": b"hello",
        "sh": b"#!/bin/sh\nrm -rf /\n",
        "php": b"<?php system($_GET['c']); ?>",
    }.items():
        yield f"a {end}", f"a.{end}", whole
        yield f"a {end} named as a picture", "a.jpg", whole
    yield from papers()
    scripted = b"\xff\xd8\xff\xfe" + struct.pack(">H", len(PAGE) + 2) + PAGE + jpeg[2:]
    yield "a JPEG with a script in its remarks", "a.jpg", scripted
    yield "a PNG with a script in its remarks", "a.png", png[:33] + chunk(b"tEXt", b"c\0<?php evil(); ?>") + png[33:]
    yield "a PNG of 900 million dots", "a.png", png_bomb(30_000)
    yield "a JPEG of four thousand million dots", "a.jpg", jpeg_bomb()
    yield "a WebP of fifty million dots in 2 kB", "a.webp", plain("WEBP", 7071)
    yield "a PNG of fifty million dots", "a.png", plain("PNG", 7071)
    yield "a JPEG of fifty million dots in layers", "a.jpg", plain("JPEG", 7071)
    yield "a PNG with a wrong sum", "a.png", png[:40] + bytes([png[40] ^ 1]) + png[41:]
    yield "a moving WebP", "a.webp", saved(photo(1), "WEBP", save_all=True, append_images=[photo(2)])
    yield "a document that unpacks without end", "a.xlsx", zip_bomb()
    yield "a document that lies about its size", "a.xlsx", lying_zip()
    yield "a document in layers", "a.xlsx", overlapping()
    yield from documents()
    for name in (b"free", b"udta", b"uuid"):
        yield f"a film with a page in {name.decode()}", "a.mp4", film(more=box(name, PAGE + b"<?php system(1); ?>"))
    yield "a film of nothing", "a.mp4", box(b"ftyp", b"isomiso2") + box(b"moov", b"") + box(b"mdat", b"")
    yield "a document with macros", "a.docx", document("word/document.xml", {"word/vbaProject.bin": b"x"})
    yield (
        "a document that declares entities",
        "a.xlsx",
        document(more={"xl/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
    )
    yield "a document that breaks out", "a.docx", document("word/document.xml", {"../../a": b"x"})
    yield "a film that is a page", "a.mp4", box(b"ftyp", b"isom") + PAGE


def papers() -> Iterator[tuple[str, str, bytes]]:
    """PDFs that would run something, or are none."""
    for name, content in {
        "script": b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        "program": b"/S/Launch/F(cmd.exe)",
        "file": b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 9 0 R>>>>]>>>>",
        "script beside a view": b"/OpenAction[3 0 R/Fit]/OpenAction<</S/J#61vaScript/J#53(a)>>",
        "script under an escaped name": b"/OpenAction<</S/J#61vaScript/J#53(app.alert\\(1\\))>>",
        "form that is sent": b"/OpenAction<</S/SubmitForm/F(http://example.org)>>",
    }.items():
        yield f"a PDF with a {name} in it", "a.pdf", paper(content)
        yield f"a PDF with a {name} in a packed stream", "a.pdf", packed(content)
    yield (
        "a PDF that is encrypted",
        "a.pdf",
        paper(trailer=b"/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P -1>>/ID[()()]"),
    )
    yield "a PDF of nothing", "a.pdf", b"%PDF-\n%%EOF"
    yield "a PDF without a page", "a.pdf", PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0         ")
    yield "a PDF of something else", "a.pdf", b"%PDF-1.4\nMZ" + bytes(5000) + b"\n%%EOF"
    yield "a PDF whose pages are their own parents", "a.pdf", PDF.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    deep = b"/Names" + b"[" * 50_000 + b"]" * 50_000
    yield "a PDF of endless depth", "a.pdf", paper(deep)
    bomb = zlib.compress(bytes(1 << 30), 9)
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
    yield "a PDF that unpacks to a gigabyte", "a.pdf", packed(b"").replace(b"4 0 obj", b"4 0 obj" + head + bomb)


def documents() -> Iterator[tuple[str, str, bytes]]:
    """Documents of Office that would run or fetch something, or are none."""
    for what, part, content in (
        ("a program", "word/embeddings/evil.exe", b"MZ" + bytes(100)),
        ("an old document", "word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + bytes(100)),
        ("a program for a picture", "word/media/image1.png", b"MZ" + bytes(100)),
        ("no XML", "word/styles.xml", b"MZ garbage"),
        (
            "entities in another encoding",
            "word/styles.xml",
            f"<?xml version='1.0' encoding='UTF-16'?>{DTD}".encode("utf-16"),
        ),
        ("a template from elsewhere", "word/_rels/settings.xml.rels", related("attachedTemplate", "http://a/x.dotm")),
        ("a link that is a script", "word/_rels/document.xml.rels", related("hyperlink", "javascript:alert(1)")),
        ("a script in a drawing", "word/drawing.vml", PAGE),
    ):
        yield f"a document with {what}", "a.docx", document(DOCX, {part: content})
    macros = TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")
    yield "a document that is said to hold macros", "a.docx", archive({"[Content_Types].xml": macros, DOCX: "<w/>"})


async def send(person: Client, name: str, content: bytes, /, **fields: str) -> httpx.Response:
    """Send a file as a page or an app does."""
    headers = {key: value for key, value in person.headers.items() if key == "Authorization"}
    return await person.http.post("/files", files={"file": (name, content)}, data=fields, headers=headers)


async def sent(person: Client, name: str, content: bytes, /, **fields: str) -> str:
    """Send a file that is in order; its id."""
    answer = await send(person, name, content, **fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def codes(answer: httpx.Response) -> list[str]:
    """Why a file was refused."""
    return [each["code"] for each in answer.json()["problems"]]
