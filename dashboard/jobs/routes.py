"""What the server answers about jobs: ask for one, look at it, cancel it, delete it. All of it is JSON.

    POST /jobs                queue what a form asks for (202), or join those who have asked for the same
    POST /jobs/check          what the form would cost, what is wrong with it, and a link that holds it; queues nothing
    POST /jobs/profile        the recognition profile of scores of one's own (`dashboard.jobs.own_scores`)
    GET  /jobs                all jobs, and which of them are the visitor's
    GET  /jobs/<id>           one job
    POST /jobs/<id>/cancel    want it no longer (409 if it has ended, 403 if somebody else's)
    POST /jobs/<id>/delete    forget it, and what it has stored (409 if it has not ended)

A mistake is `{"errors": [{"field", "what", "allowed"}]}`: 400 no JSON, 403 from another site, or read only, 413 too
long, 415 of another type, 422 settings that cannot be, 429 too many jobs.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.jobs.asked import Asked, checked_cost
from dashboard.jobs.clock import now
from dashboard.jobs.form import FormErrors, FormMistake, form_of, request_of
from dashboard.jobs.own_scores import profile_of_sent
from dashboard.jobs.share import BadLink, packed
from dashboard.jobs.sweep import sweep
from sim.core.errors import SimError
from sim.store.cost import MOST_S, Cost
from sim.store.job_rules import JobEnded, NotYours, Refused
from sim.store.job_tables import Job
from sim.store.jobs import FILE, Ledger
from sim.store.requests import folder_of

__all__ = ["LARGEST", "add_job_routes", "job_data", "ledger_of", "visitor_of"]

LARGEST = 256 * 1024
"""Most bytes of what is sent."""
_COOKIE = "visitor"
_KEEP_S = 30 * 86_400
_RETRY_S = "30"


class _Refusal(Exception):
    """An answer other than what was asked for."""

    def __init__(self, status: int, *mistakes: FormMistake) -> None:
        super().__init__(status)
        self.status = status
        self.mistakes = mistakes


def ledger_of(root: Path) -> Ledger:
    """Return the ledger of the jobs whose results are stored below `root`."""
    return Ledger(root / FILE, now)


def visitor_of() -> str:
    """Return the random id that the visitor's cookie holds; empty where there is none."""
    return request.cookies.get(_COOKIE, "")[:64]


def add_job_routes(server: Flask, root: Path, *, can_run: bool, may_run: Callable[[], bool] = lambda: True) -> None:
    """Let `server` take jobs for the workers of a run store.

    Parameters
    ----------
    root
        The folder of the store.
    can_run
        Whether there are workers; without them everything can be looked at, and nothing asked for.
    may_run
        Whether whoever asks may run anything (signed in, where that is needed).
    """
    ledger = ledger_of(root)

    def refuse_who_may_not() -> None:
        if not can_run:
            raise _Refusal(403, FormMistake("", "this dashboard shows stored runs and runs nothing", "read only"))
        if not may_run():
            raise _Refusal(403, FormMistake("", "running is for those who have signed in", "reading is open to all"))

    def data_of(job: Job, visitor: str) -> dict[str, Any]:
        return job_data(job, visitor, ledger, has_document=folder_of(root, "document", job.id).is_file())

    def ask() -> Response:
        refuse_who_may_not()
        asked, cost = _checked(_body())
        visitor = visitor_of() or secrets.token_urlsafe(18)
        job = _asked(ledger, root, asked, _form_data(), visitor)
        answer = _json({"job": data_of(job, visitor)} | _costs(cost), 202)
        answer.headers["Location"] = f"jobs/{job.id}"
        answer.set_cookie(_COOKIE, visitor, max_age=_KEEP_S, httponly=True, samesite="Strict", secure=request.is_secure)
        return answer

    def check() -> Response:
        form = form_of(_body())
        asked, cost = _checked(_body())
        same = ledger.find(asked.job_id)
        return _json(
            {
                "label": asked.label,
                "link": packed(form),
                "can_run": can_run and may_run(),
                "waiting": sum(job.state == "queued" for job in ledger.jobs()),
                "job": None if same is None else data_of(same, visitor_of()),
                "is_stored": asked.is_whole(root),
            }
            | _costs(cost)
        )

    def every() -> Response:
        visitor = visitor_of()
        return _json({"jobs": [data_of(job, visitor) for job in ledger.jobs()]})

    def one(job_id: str) -> Response:
        return _json({"job": data_of(ledger.job(job_id), visitor_of())})

    def cancel(job_id: str) -> Response:
        refuse_who_may_not()
        _body()
        return _json({"job": data_of(ledger.cancel(job_id, visitor_of()), visitor_of())})

    def delete(job_id: str) -> Response:
        refuse_who_may_not()
        _body()
        ledger.delete(job_id, visitor_of())
        sweep(ledger, root)
        return _json({"deleted": job_id})

    def profile() -> Response:
        made = profile_of_sent(_body())
        return _json({"name": made.name, "profile": made.model_dump(mode="json", by_alias=True)})

    rules: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("POST", "/jobs", ask), ("POST", "/jobs/check", check), ("POST", "/jobs/profile", profile),
        ("GET", "/jobs", every), ("GET", "/jobs/<job_id>", one),
        ("POST", "/jobs/<job_id>/cancel", cancel), ("POST", "/jobs/<job_id>/delete", delete),
    )  # fmt: skip
    for method, rule, answer in rules:
        server.add_url_rule(rule, f"{method} {rule}".replace(".", " "), _answering(answer), methods=[method])


def job_data(job: Job, visitor: str, ledger: Ledger, *, has_document: bool = False) -> dict[str, Any]:
    """Return a job as its page and other programs read it.

    Parameters
    ----------
    has_document
        Whether there is a comparison of it that pages can show, of all its runs or of those that are done.
    """
    return {
        "id": job.id,
        "kind": job.kind,
        "label": job.label,
        "state": job.state,
        "form": job.request.get("form", {}),
        "queued_at": job.queued_at,
        "began_at": job.began_at,
        "ended_at": job.ended_at,
        "ahead": job.ahead,
        "stage": job.stage,
        "stage_done": job.stage_done,
        "stage_of": job.stage_of,
        "done": len(job.results),
        "of": len(job.steps),
        "results": list(job.results),
        "comparison": job.id if has_document else None,
        "is_yours": bool(visitor) and job.id in ledger.owns(visitor),
        "is_cancelling": job.is_cancelling,
        "message": job.message,
    }


def _asked(ledger: Ledger, root: Path, asked: Asked, form: dict[str, Any], visitor: str) -> Job:
    return ledger.ask(
        asked.job_id,
        kind=asked.kind,
        request=asked.document() | {"form": form},
        label=asked.label,
        results=asked.results,
        visitor=visitor,
        again=not asked.is_whole(root),
    )


def _checked(data: Any) -> tuple[Asked, Cost]:
    asked = request_of(form_of(data))
    return asked, checked_cost(asked)


def _form_data() -> dict[str, Any]:
    data: dict[str, Any] = _body()
    return data


def _costs(cost: Cost) -> dict[str, Any]:
    return {
        "cost": {"low_s": cost.low_s, "high_s": cost.high_s, "people": cost.people, "steps": cost.steps,
                 "most_s": MOST_S}
    }  # fmt: skip


def _answering(answer: Callable[..., Response]) -> Callable[..., Response]:
    """Turn what is wrong into an answer that says so."""

    def answered(**variables: str) -> Response:
        try:
            return answer(**variables)
        except _Refusal as refusal:
            return _mistaken(refusal.status, *refusal.mistakes)
        except FormErrors as error:
            return _mistaken(422, *error.mistakes)
        except SimError as error:
            return _mistaken(_status_of(error), FormMistake(error.where, error.what, error.allowed))

    return answered


def _status_of(error: SimError) -> int:
    kinds: tuple[tuple[type[SimError] | tuple[type[SimError], ...], int], ...] = (
        (Refused, 429), (NotYours, 403), (JobEnded, 409), (BadLink, 422),
    )  # fmt: skip
    for kind, status in kinds:
        if isinstance(error, kind):
            return status
    if "no job with this id" in error.what:
        return 404
    return 422 if error.where in ("cost", "seeds", "replications") else 500


def _mistaken(status: int, *mistakes: FormMistake) -> Response:
    answer = _json({"errors": [vars(mistake) for mistake in mistakes]}, status)
    if status == 429:
        answer.headers["Retry-After"] = _RETRY_S
    return answer


def _body() -> Any:
    """Return what was sent, once it is known to come from a page of this site and to be JSON of a bounded length."""
    _refuse_other_sites()
    if request.mimetype != "application/json":
        raise _Refusal(415, FormMistake("", f"not JSON ({request.mimetype or 'no type'})", "application/json"))
    if (request.content_length or 0) > LARGEST:
        raise _Refusal(413, FormMistake("", f"too long ({request.content_length:,} bytes)", f"{LARGEST:,} at most"))
    request.max_content_length = LARGEST
    try:
        content = request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise _Refusal(413, FormMistake("", "too long", f"{LARGEST:,} bytes at most")) from None
    try:
        return json.loads(content or b"{}")
    except (ValueError, RecursionError):
        raise _Refusal(400, FormMistake("", "not JSON", "one JSON document")) from None


def _refuse_other_sites() -> None:
    """Refuse what a page of another site makes a browser send; programs that are no browser say neither."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_foreign = site not in (None, "same-origin") or (origin is not None and urlsplit(origin).netloc != request.host)
    if is_foreign:
        raise _Refusal(403, FormMistake("", "sent from another site", "a page of this dashboard"))


def _json(data: Any, status: int = 200) -> Response:
    answer = Response(json.dumps(data), status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
