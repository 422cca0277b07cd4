# The site as an image, from the lock. See compose.yaml, which starts it with Caddy in front.
FROM docker.io/library/python:3.13-slim-trixie AS build
RUN python -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir "uv~=0.13"
WORKDIR /srv/sturdy
COPY requirements.lock requirements-caddy.lock ./
RUN /opt/tools/bin/uv venv .venv && \
    /opt/tools/bin/uv pip sync --no-cache --compile-bytecode --python .venv requirements.lock && \
    /opt/tools/bin/uv venv /opt/caddy && \
    /opt/tools/bin/uv pip sync --no-cache --python /opt/caddy requirements-caddy.lock
COPY . .
RUN .venv/bin/python -m compileall -q accounts blog coaching comments config core demo inbox media offers operations \
    outbox pagecache podcast privacy search wordpress

FROM docker.io/library/python:3.13-slim-trixie
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin sturdy && \
    install -d -o sturdy -g sturdy -m 750 /data
COPY --from=build /srv/sturdy /srv/sturdy
COPY --from=build /opt/caddy/bin/caddy /usr/local/bin/caddy
WORKDIR /srv/sturdy
USER sturdy
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000 PATH=/srv/sturdy/.venv/bin:$PATH
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/up', timeout=5)"]
ENTRYPOINT ["deploy/container"]
