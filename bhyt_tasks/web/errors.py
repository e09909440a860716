"""What does a page say when it cannot be shown?"""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from bhyt_tasks.plugins import db
from bhyt_tasks.web.gate import kept_fields, viewer, writer
from bhyt_tasks.web.htmx import page, resend
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l

SENTENCES = {
    400: (_l("Không gửi được"), _l("Trang đã mở quá lâu. Mở lại trang rồi gửi lại.")),
    403: (
        _l("Không được phép"),
        _l("Tài khoản này không được làm việc đó. Cần thì đề nghị quản trị hệ thống."),
    ),
    404: (_l("Không tìm thấy trang"), _l("Không có trang này, hoặc tài khoản này không được xem.")),
    405: (_l("Không mở được"), _l("Địa chỉ này chỉ dùng để gửi nội dung. Mở lại trang trước rồi gửi.")),
    410: (
        _l("Tệp đã được hủy"),
        _l("Tệp này đã được hủy. Lý do ghi trong quá trình thực hiện của nhiệm vụ."),
    ),
    413: (
        _l("Nội dung quá lớn"),
        _l("Mỗi lần gửi tối đa 40 MB, mỗi tệp tối đa 10 MB. Chia nhỏ rồi gửi lại."),
    ),
    500: (
        _l("Hệ thống gặp lỗi"),
        _l("Chưa lưu gì. Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _bad_token)
    app.register_error_handler(HTTPException, _show)


def _bad_token(_error: CSRFError) -> ResponseReturnValue:
    """The form is older than the sign-in: what was typed is shown again and can be sent."""
    if current_user.is_authenticated and writer() == viewer.id and kept_fields():
        return resend(request.path, kept_fields(), 400)
    return page("error.html", 400, title=SENTENCES[400][0], words=SENTENCES[400][1])


def _show(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    db.session.rollback()  # what failed half-way must not fail the page that says so
    if error.code >= 500:
        return render_template("broken.html", title=SENTENCES[500][0], words=SENTENCES[500][1]), error.code
    title, words = SENTENCES.get(error.code, SENTENCES[500])
    if error.code == 404 and not current_user.is_authenticated:
        words = _("Không tìm thấy trang")
    response = page("error.html", error.code, title=title, words=words)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response
