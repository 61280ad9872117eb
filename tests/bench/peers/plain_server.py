"""The plain application over HTTP (`uvicorn tests.bench.peers.plain_server:app`), its projection with `python -m`."""

from __future__ import annotations

import os
from typing import Annotated, Any
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from eventsourcing.projection import ProjectionRunner
from eventsourcing.utils import Environment
from fastapi import Body, FastAPI, HTTPException

from tests.bench.peers.plain_cases import ACTS, Cases, Register, RegisterProjection

OPEN = "SELECT * FROM {0} WHERE status = 'open' ORDER BY created DESC LIMIT 50"
OVERDUE = "SELECT * FROM {0} WHERE status = 'open' AND due < CURRENT_DATE ORDER BY due LIMIT 50"
HOW_MANY = "SELECT count(*) AS cases FROM {0} WHERE status = 'open' AND due < CURRENT_DATE"
MONTHLY = (
    "SELECT to_char(created, 'YYYY-MM') AS month, unit, status, count(*) AS cases FROM {0}"
    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)

Said = Annotated[dict[str, str], Body()]


def made() -> FastAPI:
    """The application as its server has it: handlers in threads, since the library waits."""
    app, cases = FastAPI(), Cases()
    environment = Environment(RegisterProjection.name, dict(os.environ))
    view = InfrastructureFactory.construct(environment).tracking_recorder(Register)
    assert isinstance(view, Register)
    _writing(app, cases)
    _reading(app, view)
    return app


def _writing(app: FastAPI, cases: Cases) -> None:
    @app.post("/cases", status_code=201)
    def create(said: Said) -> dict[str, str]:
        return {"id": str(cases.register(said))}

    @app.post("/cases/{case}/{action}")
    def act(case: UUID, action: str, said: Said) -> dict[str, bool]:
        if action not in ACTS:
            raise HTTPException(404)
        try:
            cases.act(case, action, said)
        except AggregateNotFoundError as error:
            raise HTTPException(404) from error
        except IntegrityError as error:
            raise HTTPException(409) from error
        return {"ok": True}

    @app.get("/cases/{case}/history")
    def history(case: UUID) -> list[dict[str, Any]]:
        return cases.history(case)


def _reading(app: FastAPI, view: Register) -> None:
    @app.get("/open")
    def listed() -> list[dict[str, Any]]:
        return view.rows(OPEN)

    @app.get("/overdue")
    def overdue() -> dict[str, Any]:
        return {"count": view.rows(HOW_MANY)[0]["cases"], "rows": view.rows(OVERDUE)}

    @app.get("/monthly")
    def monthly() -> list[dict[str, Any]]:
        return view.rows(MONTHLY)


if __name__ == "__main__":
    with ProjectionRunner(application_class=Cases, projection_class=RegisterProjection, view_class=Register) as runner:
        runner.run_forever()
