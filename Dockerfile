# Stage 1 installs the packages and learns the artifact; stage 2 only carries them.
FROM python:3.11-slim AS build
WORKDIR /srv
RUN python -m venv /venv
COPY requirements-torch.lock requirements-run.lock ./
# The CPU build of torch, a tenth of the size of the other; of everything else exactly the files of the lock.
RUN /venv/bin/pip install --no-cache-dir --no-deps --index-url https://download.pytorch.org/whl/cpu -r requirements-torch.lock \
 && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . && /venv/bin/pip check
COPY knowledge knowledge
COPY prompts prompts
ENV ANTIFRAUD_KNOWLEDGE_DIR=/srv/knowledge ANTIFRAUD_PROMPTS_DIR=/srv/prompts ANTIFRAUD_ARTIFACT_DIR=/srv/artifact
RUN /venv/bin/antifraud check && /venv/bin/antifraud build && /venv/bin/pip uninstall --yes setuptools pip

# Everything belongs to root and is only read; the service runs as somebody else and writes nothing but /tmp.
FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /tmp --no-create-home antifraud \
 && python -m pip uninstall --yes --root-user-action ignore pip
COPY --from=build /venv /venv
COPY --from=build /srv/knowledge /srv/knowledge
COPY --from=build /srv/prompts /srv/prompts
COPY --from=build /srv/artifact /srv/artifact
ENV ANTIFRAUD_KNOWLEDGE_DIR=/srv/knowledge ANTIFRAUD_PROMPTS_DIR=/srv/prompts ANTIFRAUD_ARTIFACT_DIR=/srv/artifact \
    ANTIFRAUD_HOST=0.0.0.0 HF_HUB_OFFLINE=1 HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    ANTIFRAUD_LOG_FORMAT=json
USER antifraud
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
  CMD ["/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["/venv/bin/antifraud", "serve"]
