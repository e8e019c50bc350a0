import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";
import { z } from "zod";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { SIGNING_SECRET } from "../load/requests.ts";

/** The signed no-op with one durable commit before its answer: the least that anybody pays who keeps what he acknowledges. */
const { databaseUrl } = z.object({ databaseUrl: z.string() }).parse(subjectTask());
const POOL = 16;
const database = postgres(databaseUrl, { max: POOL, onnotice: () => undefined });
await database`create table kept (id bigint generated always as identity primary key, event jsonb not null)`;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const sentAt = String(request.headers["x-slack-request-timestamp"]);
    const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${sentAt}:`).update(body).digest("hex");
    const given = Buffer.from(String(request.headers["x-slack-signature"]));
    const wanted = Buffer.from(`v0=${digest}`);
    const isSigned = given.length === wanted.length && timingSafeEqual(given, wanted);
    const answer = (status: number): void => {
      response.writeHead(status, { "content-length": 0 }).end();
    };
    if (!isSigned) return answer(401);
    database
      .unsafe("insert into kept (event) values ($1::text::jsonb)", [body.toString("utf8")], { prepare: true })
      .then(
        () => answer(200),
        () => answer(503),
      );
  });
});
server.listen(0, "127.0.0.1", () => {
  serveSubject({
    ready: { port: (server.address() as AddressInfo).port },
    close: () => database.end({ timeout: 1 }),
  });
});
