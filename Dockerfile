# Hesper as a container. Only the volume /data is written; the rest of the file system may be read-only.
#   docker build -t hesper .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges -v hesper-data:/data -p 127.0.0.1:8080:8080 hesper

# The version of Node that the lock file has for development too.
ARG NODE_IMAGE=node:26.10.0-trixie-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/console/package.json apps/console/
COPY apps/extension/package.json apps/extension/
COPY apps/key/package.json apps/key/
COPY apps/server/package.json apps/server/
# npm links the hesper command only where it is there already.
COPY apps/server/bin apps/server/bin
COPY packages/contract/package.json packages/contract/
COPY packages/keyring/package.json packages/keyring/
COPY packages/otp/package.json packages/otp/
COPY packages/vault/package.json packages/vault/

FROM manifests AS console
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/ensure-built.ts

# What the server needs when it runs, and nothing of the console, which is built, or of the Node that npm would bring.
FROM manifests AS dependencies
RUN npm ci --ignore-scripts --omit=dev --workspace=@hesper/server --workspace=@hesper/contract --workspace=@hesper/otp --workspace=@hesper/vault

FROM ${NODE_IMAGE}
WORKDIR /app
# All of it belongs to root and cannot be changed by the server.
COPY --from=dependencies /app ./
COPY packages packages
COPY apps/server apps/server
COPY scripts/built.mjs scripts/
COPY --from=console /app/apps/console/dist apps/console/dist
COPY --from=console /app/apps/server/dist apps/server/dist
# A volume takes over owner and rights of the folder that it covers.
RUN install -d -o node -g node -m 0700 /data
ENV NODE_ENV=production \
    HESPER_HOST=0.0.0.0 \
    HESPER_PORT=8080 \
    HESPER_DATA_DIR=/data \
    PATH=/app/node_modules/.bin:$PATH
VOLUME /data
EXPOSE 8080
# By number, so that orchestrators see that it is not root. It is the user "node" of the image.
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HESPER_PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "apps/server/bin/server.mjs"]
