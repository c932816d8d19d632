from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.channels import operations
from tests.channels.serving import served


def test_ready_is_alive_and_not_about_to_stop(folder: Path) -> None:
    with served(folder) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True})
        client.app.state.draining = True  # type: ignore[attr-defined]  # Starlette's own attribute
        leaving = client.get("/readyz")
        assert (leaving.status_code, leaving.json()) == (503, {"ready": False})
        assert client.get("/healthz").status_code == 200, "it is alive and finishes what it has begun"
        assert client.post("/api/chat", json={"message": "你好"}).status_code == 200
        assert "antifraud_ready 0.0" in client.get("/metrics").text


def test_without_knowledge_nothing_is_ready() -> None:
    app = FastAPI()
    app.include_router(operations.router)
    assert TestClient(app).get("/readyz").status_code == 503
