"""What a browser's form sends. What belongs here: reading it. What does not: what it asks for."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request


async def form(request: Request) -> dict[str, str]:
    """The fields of a form that was sent."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace").replace("%00", ""), max_num_fields=20))


Form = Annotated[dict[str, str], Depends(form)]
