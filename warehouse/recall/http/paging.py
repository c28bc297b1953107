"""Lists in pages, as Twilio's clients turn them. What belongs here: tokens. What does not: what is in a list."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse

from warehouse.recall.http.callers import Refused

PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=1000)]
OrderBy = Annotated[str | None, Query(alias="orderBy", max_length=20)]
PageToken = Annotated[str | None, Query(alias="pageToken", max_length=40)]


class Page:
    """One page of a list.

    Args:
        rows: the whole list.
        size: rows a page.
        token: where it begins, as an earlier page told.

    Raises:
        Refused: 400 for a token that no page told.
    """

    def __init__(self, rows: list[dict[str, Any]], size: int, token: str | None) -> None:
        if token is not None and not (token.isascii() and token.isdigit()):
            raise Refused(400, "pageToken: no page told this one")
        self._rows, self._size, self._begin = rows, size, int(token or 0)

    def answer(self, key: str) -> JSONResponse:
        """The page under its key, and how to go on."""
        end = self._begin + self._size
        meta = {
            "key": key,
            "pageSize": self._size,
            "nextToken": str(end) if end < len(self._rows) else None,
            "previousToken": str(max(self._begin - self._size, 0)) if self._begin else None,
        }
        return JSONResponse({key: self._rows[self._begin : end], "meta": meta})
