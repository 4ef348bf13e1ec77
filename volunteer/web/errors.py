"""From what went wrong to a status code and words: JSON under /api/, a page or a flash message elsewhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.database import db
from volunteer.kernel.errors import DomainError, Forbidden, Invalid, NotVisible, Refused
from volunteer.web import meters
from volunteer.web.guard import is_api
from volunteer.web.idempotency import KeyReused
from volunteer.web.links import inside
from volunteer.web.wording import missing_words, words

log = structlog.get_logger()

STATUS: dict[type[DomainError], HTTPStatus] = {
    Refused: HTTPStatus.CONFLICT,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotVisible: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(DataError, _bad_data)


def problem(
    status: HTTPStatus, message: str, reason: str | None = None, errors: dict[str, Any] | None = None
) -> Response:
    """The JSON form of an error."""
    body: dict[str, Any] = {"code": status.value, "status": status.phrase, "message": message}
    if reason:
        body["reason"] = reason
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status.value
    return response


def message_for(status: int) -> str:
    """What to tell a person for a status that carries no words of its own."""
    messages = {
        400: _("请求的内容无法识别，请返回重试"),
        401: _("请先登录"),
        403: _("你没有这项操作的权限，如需开通请联系本队负责人"),
        404: _("没有找到这个页面或内容，可能已被移除"),
        405: _("这个地址不支持这样的操作"),
        409: _("内容已有变化，请刷新后重试"),
        413: _("内容太大，请减少后重试"),
        415: _("不支持的内容格式"),
        422: _("填写的内容有误，请按提示修改"),
        429: _("操作太频繁，请稍后再试"),
        503: _("服务暂时不可用，请稍后重试，已填写的内容请先保留"),
    }
    return messages.get(status, _("出了点问题，请稍后重试"))


def _domain(error: DomainError) -> Response | BaseResponse | tuple[str, int]:
    status = STATUS[type(error)]
    if isinstance(error, Refused):
        text, reason = words(error), error.reason
        meters.note_refusal(reason)
    elif isinstance(error, Forbidden) and error.reason:
        text, reason = words(Refused(error.reason)), error.reason
    else:
        text, reason = message_for(status), None
    fields = {name: [message] for name, message in error.fields.items()} if isinstance(error, Invalid) else None
    if is_api():
        missing = missing_words(error) if isinstance(error, Refused) else None
        return problem(status, text, reason, {"json": fields} if fields else {"missing": missing} if missing else None)
    if isinstance(error, Refused | Invalid) and request.method == "POST":
        flash(text if not fields else _("；").join(str(m) for (m,) in fields.values()), "error")
        return redirect(came_from())
    return _page(status, text)


def came_from() -> str:
    """The page of this site that the form was on."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return "/"
    return inside(referrer.path + (f"?{referrer.query}" if referrer.query else "")) or "/"


def _page_before() -> str | None:
    """The page of this site that led to where it went wrong; none where that is the home, or the same page."""
    before = came_from()
    return None if before in ("/", request.full_path.rstrip("?")) else before


def _http(error: HTTPException) -> Any:
    if error.code is None or error.response is not None or error.code < 400:
        return error.get_response()
    status = HTTPStatus(error.code)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        meters.note_exception(error.original_exception)
    if not is_api():
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            return _bare_page(status)
        return *_page(status, message_for(status)), _kept_headers(error)
    data = getattr(error, "data", None) or {}
    message = data.get("message") or message_for(status)
    response = problem(status, message, errors=data.get("messages") or data.get("errors"))
    response.headers.update(_kept_headers(error))
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _kept_headers(error: HTTPException) -> dict[str, str]:
    """What an error tells programs beside its status: which methods there are, when to come again."""
    return {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}


def _database_away(error: OperationalError | PoolTimeout) -> Any:
    log.error("database unavailable", kind=type(getattr(error, "orig", error)).__name__)
    meters.note_exception(error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem(status, message_for(status)) if is_api() else _bare_page(status)


def _bad_data(error: DataError) -> Any:
    """A number beyond the column's range, a NUL in a text: the input's fault, wherever it slipped through."""
    db.session.rollback()  # the page still asks for the reader's notices, and a failed transaction answers nothing
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, message_for(status)) if is_api() else _page(status, message_for(status))


def _page(status: HTTPStatus, text: str) -> tuple[str, int]:
    page = render_template("errors/error.html", code=status.value, message=text, back_to=_page_before())
    return page, status.value


def _bare_page(status: HTTPStatus) -> tuple[str, int]:
    """A page that asks the database nothing: rendered without the context processors, which would ask who is acting."""
    title = message_for(status) if status is HTTPStatus.INTERNAL_SERVER_ERROR else None
    return current_app.jinja_env.get_template("errors/minimal.html").render(title=title), status.value
