import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHttpPool, readAnswer } from "../../bench/load/http-pool.ts";

describe("an answer", () => {
  const whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";

  it("is read when it is whole and not before", () => {
    for (let length = 0; length < whole.length; length += 1)
      expect(readAnswer(Buffer.from(whole.slice(0, length)))).toBeNull();
    expect(readAnswer(Buffer.from(whole))).toEqual({ status: 200, body: "body" });
  });

  it("may come in chunks", () => {
    const head = "HTTP/1.1 503 Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(readAnswer(Buffer.from(`${head}2\r\n{}\r\n`))).toBeNull();
    expect(readAnswer(Buffer.from(`${head}2\r\n{}\r\n0\r\n\r\n`))).toMatchObject({ status: 503 });
    expect(readAnswer(Buffer.from(`${head}0\r\n\r\n`))).toMatchObject({ status: 503 });
  });
});

describe("the connections", () => {
  let seen: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      seen.push(request.url ?? "");
      response.end(request.url);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.close();
  });

  it("carry more requests than there are of them, each with its own answer", async () => {
    seen = [];
    const pool = await openHttpPool((server.address() as AddressInfo).port, 2);
    const asked = Array.from({ length: 20 }, (_, index) => `/${index}`);
    const answers = await Promise.all(
      asked.map((path) => pool.send(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`))),
    );
    pool.close();
    expect(answers.map(({ body }) => body)).toEqual(asked);
    expect(seen).toHaveLength(20);
  });
});
