# The same steps as `make run`: the locked packages, then the checkout itself. Nothing is fetched at run time.
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements/runtime.txt requirements/
RUN /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements/runtime.txt
COPY . .
RUN /opt/venv/bin/python -m pip install --no-index --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/python -m compileall -q service

FROM python:3.13-slim
RUN groupadd --gid 10001 vanthu \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin vanthu \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV DATA_DIR=/data TZ=Asia/Ho_Chi_Minh PATH="/opt/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["vanthu", "serve", "--host", "0.0.0.0", "--port", "8000"]
