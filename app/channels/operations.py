"""What operators and their machines ask: is it alive, is it ready, what are its numbers."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from app.channels.metrics import Metrics, is_ready
from app.channels.schemas import Readiness

router = APIRouter()


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
async def readyz(request: Request) -> JSONResponse:
    """Whether new requests are welcome; 503 while the service is about to stop."""
    ready = is_ready(request.app)
    return JSONResponse(Readiness(ready=ready).model_dump(), 200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """The numbers, for Prometheus."""
    counted: Metrics = request.app.state.metrics
    return Response(
        counted.text(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    )
