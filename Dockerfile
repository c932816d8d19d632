# Stage 1 installs the packages and learns the artifact; stage 2 only carries them.
FROM python:3.11-slim AS build
WORKDIR /srv
COPY requirements.lock pyproject.toml README.md ./
# The CPU build of torch, a tenth of the size of the other; the lock file's version of everything else.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.13.0
COPY app app
RUN /venv/bin/pip install --no-cache-dir --constraint requirements.lock .
COPY knowledge knowledge
COPY prompts prompts
ENV ANTIFRAUD_KNOWLEDGE_DIR=/srv/knowledge ANTIFRAUD_PROMPTS_DIR=/srv/prompts ANTIFRAUD_ARTIFACT_DIR=/srv/artifact
RUN /venv/bin/antifraud check && /venv/bin/antifraud build

FROM python:3.11-slim
RUN useradd --system --uid 10001 antifraud
COPY --from=build /venv /venv
COPY --from=build --chown=antifraud /srv/knowledge /srv/knowledge
COPY --from=build --chown=antifraud /srv/prompts /srv/prompts
COPY --from=build --chown=antifraud /srv/artifact /srv/artifact
ENV ANTIFRAUD_KNOWLEDGE_DIR=/srv/knowledge ANTIFRAUD_PROMPTS_DIR=/srv/prompts ANTIFRAUD_ARTIFACT_DIR=/srv/artifact \
    ANTIFRAUD_HOST=0.0.0.0 HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1 ANTIFRAUD_LOG_FORMAT=json
USER antifraud
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD ["/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["/venv/bin/antifraud", "serve"]
