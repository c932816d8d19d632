"""A FastAPI route that reads the same body and does nothing: what the service is measured against."""

import os

import uvicorn
from fastapi import FastAPI

from app.channels.schemas import ChatRequest


def empty_app() -> FastAPI:
    """One route."""
    app = FastAPI()

    @app.get("/empty")
    @app.post("/empty")
    async def nothing(body: ChatRequest | None = None) -> dict[str, bool]:
        return {"read": body is not None}

    return app


if __name__ == "__main__":
    uvicorn.run(empty_app(), port=int(os.environ["PORT"]), log_level="warning", access_log=False)
