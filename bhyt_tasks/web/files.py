"""Evidence: files sent after the text, each answered by itself, given out as downloads, destroyed with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from flask import Blueprint, abort, current_app, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import MultipleFileField
from wtforms import TextAreaField

from bhyt_tasks.domain import files as rules
from bhyt_tasks.domain.access import Action
from bhyt_tasks.domain.db import begin_write, locked
from bhyt_tasks.domain.errors import N_, PersonalNumbers, RuleBroken
from bhyt_tasks.domain.files import Attachment, CheckedFile
from bhyt_tasks.domain.tasks import Task, TaskState
from bhyt_tasks.plugins import db
from bhyt_tasks.queries.timeline import StoredFile, stored_file, task_page
from bhyt_tasks.web import filters
from bhyt_tasks.web.forms import ActForm, at_most
from bhyt_tasks.web.gate import allows, load, viewer
from bhyt_tasks.web.htmx import page
from bhyt_tasks.web.language import gettext as _
from bhyt_tasks.web.language import lazy_gettext as _l
from bhyt_tasks.web.writing import Answer, perform

blueprint = Blueprint("files", __name__)

EVENT = "files-changed"
MOST_AT_ONCE = 10  # files of one send; what is looked into at once stays in memory
NO_WORD = N_("Tài liệu gắn với báo cáo của đơn vị. Cập nhật tiến độ trước, rồi gửi tài liệu.")
NO_FILE = N_("Chưa chọn tệp. Chọn tệp rồi bấm gửi.")
TOO_MANY = N_("Đã chọn {count} tệp, mỗi lần gửi tối đa {most} tệp. Chưa gửi tệp nào: chia ra nhiều lần gửi.")


class FilesForm(ActForm):
    files = MultipleFileField(_l("Tài liệu minh chứng"))

    def chosen(self) -> list:
        return [file for file in self.files.data or [] if file]


class DestructionForm(ActForm):
    removed_why = TextAreaField(_l("Lý do hủy"), [at_most(rules.LONGEST_REASON)])


@dataclass(frozen=True)
class Refused:
    """A file that is not kept, and why; ``asks`` when it may be sent once more with a confirmation."""

    name: str
    words: str
    asks: bool


@blueprint.route("/tasks/<int:task_id>/attachments", methods=["GET", "POST"])
@allows(Action.REPORT)
def attachments(task_id: int) -> ResponseReturnValue:
    load(Task, task_id, Action.REPORT)
    form = FilesForm()
    if request.method == "GET":
        return _send_page(task_id, form)
    if not form.validate() or not _fits(form):
        return _send_page(task_id, form, 422)
    good, refused = _looked_into(form)
    answer = perform(form, lambda at: _keep(task_id, good, at)) if good else None
    if answer is None or refused:
        form.to_confirm = form.numbers_confirmed if any(file.asks for file in refused) else None
        form.once.data = uuid4().hex  # what is chosen next is another send
        return _send_page(task_id, form, 422, refused, some_kept=answer is not None)
    return answer


def _fits(form: FilesForm) -> bool:
    count = len(form.chosen())
    if 1 <= count <= MOST_AT_ONCE:
        return True
    form.refuse(RuleBroken(TOO_MANY, count=count, most=MOST_AT_ONCE) if count else RuleBroken(NO_FILE, field="files"))
    return False


def _looked_into(form: FilesForm) -> tuple[list[CheckedFile], list[Refused]]:
    """Every chosen file, before the write begins: those that may be kept, and the others with their sentences."""
    good, refused = [], []
    for file in form.chosen():
        name = file.filename or ""
        try:
            good.append(rules.check(name, file.stream, confirmed=form.numbers_confirmed.data))
        except RuleBroken as refusal:
            asks = isinstance(refusal, PersonalNumbers)
            refused.append(Refused(rules.plain_name(name), filters.sentence(refusal), asks))
    return good, refused


def _keep(task_id: int, good: list[CheckedFile], at: datetime) -> Answer:
    task = locked(db.session, Task, task_id)
    if task.last_word_id is None or task.state not in (TaskState.IN_PROGRESS, TaskState.SUBMITTED):
        raise RuleBroken(NO_WORD)
    kept = [rules.attach(db.session, _folder(), file, event_id=task.last_word_id, by=viewer.id, at=at) for file in good]
    names = ", ".join(attachment.name for attachment in kept)
    return Answer(_task(task_id), _("Đã gửi %(count)s tệp: %(names)s.", count=len(kept), names=names), EVENT)


def _send_page(
    task_id: int, form: FilesForm, status: int = 200, refused: Sequence[Refused] = (), *, some_kept: bool = False
) -> ResponseReturnValue:
    found = task_page(db.session, viewer, task_id)
    if found is None:
        abort(404)
    return page("files/send.html", status, row=found[0], form=form, refused=refused, some_kept=some_kept)


@blueprint.get("/attachments/<int:attachment_id>")
@allows(Action.SEE_TASKS)
def attachment(attachment_id: int) -> ResponseReturnValue:
    stored = _stored(attachment_id)
    path = rules.path_of(_folder(), stored.sha256)
    if stored.removed_at is not None:
        abort(410)
    if not path.exists():
        abort(404)
    answer = send_file(path, mimetype=stored.type, as_attachment=True, download_name=stored.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@blueprint.route("/attachments/<int:attachment_id>/destruction", methods=["GET", "POST"])
@allows(Action.DESTROY_FILES)
def destruction(attachment_id: int) -> ResponseReturnValue:
    stored = _stored(attachment_id)
    load(Task, stored.task_id, Action.DESTROY_FILES)
    form = DestructionForm()
    if request.method == "GET":
        return page("files/destruction.html", file=stored, form=form)

    def act(at: datetime) -> Answer:
        attachment = locked(db.session, Attachment, attachment_id)
        why, confirmed = form.removed_why.data or "", form.numbers_confirmed.data
        rules.destroy(db.session, attachment, why=why, confirmed=confirmed, by=viewer.id, at=at)
        return Answer(_task(stored.task_id), _("Đã hủy tệp “%(name)s”.", name=stored.name))

    answer = perform(form, act) if form.validate() else None
    if answer is None:
        return page("files/destruction.html", 422, file=stored, form=form)
    begin_write(db.session)
    rules.erase(db.session, _folder(), stored.sha256)
    db.session.commit()
    return answer


def _stored(attachment_id: int) -> StoredFile:
    stored = stored_file(db.session, viewer, attachment_id)
    if stored is None:
        abort(404)
    return stored


def _task(task_id: int) -> str:
    return url_for("tasks.task", task_id=task_id)


def _folder() -> Path:
    folder: Path = current_app.config["BHYT"].instance / "files"
    return folder
