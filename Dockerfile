# Two stages on one base: the first has a compiler for hnswlib-node, the second has none.
FROM node:20-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends g++ make python3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
# Scripts wait until the sources are there ("prepare" builds the console), except those that make native modules.
# The headers of this Node lie beside it: nothing is downloaded for the build.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && npm_config_nodedir=/usr/local npm rebuild hnswlib-node esbuild
COPY tsconfig.json ./
COPY adapters adapters
COPY console console
COPY migrations migrations
COPY models models
COPY prompts prompts
COPY src src
RUN npm run build:console

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# The application belongs to root and is only read; /data is all that the process writes.
COPY --from=build /app /app
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and handles SIGTERM: no npm and no shell stand between.
CMD ["node", "--import", "tsx", "src/main.ts"]
