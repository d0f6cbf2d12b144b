"""What a picture looks like from afar. It is run where little memory and time is given: in the process of `api.files.sandbox`."""

from __future__ import annotations

import warnings
import zlib
from typing import IO, Final

from PIL import Image, ImageOps

from api.files.image_formats import broken, suspect
from domain.services.picture_hash import SIDE

DOTS: Final = {"PNG": 25_000_000, "WEBP": 12_000_000, "JPEG": 200_000_000}
"""Of a picture, by form. A JPEG is made small while it is read, the others are unpacked whole."""
LAYERED: Final = 25_000_000
"""Of a JPEG that comes in layers: all of it is kept until the last."""
LOOKED_AT: Final = 4 * SIDE
"""Dots of the side to which a picture is made small at once."""


def greys_of(file: IO[bytes], form: str) -> bytes:
    """A picture as 32 by 32 greys, upright; refuses one that is too large, moves, or cannot be unpacked to its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as image:
                # A phone's JPEG may hold a small one of itself.
                if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
                    raise suspect("图片含多帧", "a picture with several frames")
                most = LAYERED if "progressive" in image.info else DOTS[form]
                if image.width * image.height > most:
                    raise suspect(
                        f"图片像素过多，{form}最多{most // 10_000}万像素",
                        f"a picture with too many pixels; a {form} has at most {most // 1_000_000} million",
                    )
                image.draft("L", (LOOKED_AT, LOOKED_AT))
                image.load()
                return greys(image)
    except Image.DecompressionBombError:
        raise suspect("图片像素过多", "a picture with too many pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, zlib.error):
        raise broken("图片无法解码", "the picture cannot be decoded") from None


def greys(image: Image.Image) -> bytes:
    """A picture's greys from afar; the picture is made small first, whatever its colours."""
    if image.mode in ("L", "RGB", "RGBA"):
        small = image.reduce(max(1, min(image.size) // LOOKED_AT))
    else:
        small = resized(image, LOOKED_AT, Image.Resampling.NEAREST)
    upright = ImageOps.exif_transpose(small)
    flat = onto_white(upright.convert("RGBA")) if small.has_transparency_data else upright
    return resized(flat.convert("L"), SIDE, Image.Resampling.LANCZOS).tobytes()


def resized(image: Image.Image, side: int, how: Image.Resampling) -> Image.Image:
    """A picture as a square."""
    return image.resize((side, side), how)  # pyright: ignore[reportUnknownMemberType]  (its size may be NumPy's)


def onto_white(image: Image.Image) -> Image.Image:
    """A picture without transparency."""
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    return page
