// One file through Fastify, as its own plugin serves files.
import { basename, dirname } from "node:path";
import fastifyStatic from "@fastify/static";
import fastify from "fastify";

const { BENCH_FILE = "", BENCH_PORT = "" } = process.env;
const app = fastify();
await app.register(fastifyStatic, { root: dirname(BENCH_FILE), serve: false });
app.get("/file", (_request, reply) => reply.sendFile(basename(BENCH_FILE)));
await app.listen({ host: "127.0.0.1", port: Number(BENCH_PORT) });
