# Nexus without anything it needs only for tests. It writes into the volume /app/data and /tmp and nowhere else, so the
# rest may be read-only (compose.yaml). Base image and packages have ARM64 builds; only x64 was tried.
FROM node:24-bookworm-slim AS built
WORKDIR /app
# What the build reads ahead Node takes from the user who made it, at the place where it was made (build/build.ts).
RUN chown node .
USER node
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
COPY build ./build
COPY src ./src
COPY commands ./commands
COPY migrations ./migrations
COPY locales ./locales
# What runs is made of the sources; what makes it is not needed afterwards.
RUN node build/build.ts && rm -rf node_modules/rolldown node_modules/@rolldown

FROM node:24-bookworm-slim
# What is freed goes back to the system: this is glibc's own value, which otherwise grows with the largest piece ever freed, and
# with it what each of its heaps keeps. After a round of 100,000 that were some 50 MB, on top of which the next one comes.
ENV MALLOC_TRIM_THRESHOLD_=131072 \
    NODE_ENV=production \
    DATABASE_URL=sqlite:/app/data/nexus.db \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8080
WORKDIR /app
COPY --from=built /app/node_modules ./node_modules
COPY --from=built /app/dist ./dist
COPY package.json ./
COPY src ./src
COPY commands ./commands
COPY migrations ./migrations
COPY locales ./locales
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
STOPSIGNAL SIGTERM
# Whether it lives; /readyz says whether members are served: while Discord is away no restart helps.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HTTP_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Room for what is new in memory: without the bound V8 takes 50 MB more, for a bot that rests most of the time. For what is
# old: the larger the bound, the more V8 lets lie; without it up to four times what is needed, where the machine has it.
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=512", "--v8-pool-size=1", "dist/src/main.js"]
