import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveSubject } from "../harness/subject.ts";
import { SIGNING_SECRET } from "../load/requests.ts";

/** The least a signed webhook can cost in Node: read, check, parse, answer; nothing is done with it. */
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
    if (isSigned) JSON.parse(body.toString("utf8"));
    response.writeHead(isSigned ? 200 : 401, { "content-length": 0 }).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  serveSubject({ ready: { port: (server.address() as AddressInfo).port } });
});
