# The styles and fonts of the pages.
FROM node:22-slim AS assets
WORKDIR /assets
COPY .npmrc package.json package-lock.json ./
RUN npm ci --omit=dev

# One image for all services, their migrations, and the simulators of outside parties.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /daman
COPY requirements.lock .
RUN pip install --require-hashes --no-deps -r requirements.lock
COPY --from=assets /assets/node_modules node_modules
COPY chassis chassis
COPY contracts contracts
COPY services services
COPY deploy deploy
RUN python -m compileall -q . \
 && groupadd --gid 10001 daman && useradd --uid 10001 --gid daman --no-create-home daman \
 && install --directory --owner daman --group daman /state
USER daman
