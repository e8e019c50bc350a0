import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../../adapters/discord/api.ts";
import type { CallOutcome } from "../../../adapters/discord/errors.ts";
import { createFetchFile } from "../../../adapters/discord/receive/fetch-file.ts";

const TENANT = "00000000-0000-4000-8000-0000000000aa";
const KEY = "820000000000000001/870000000000000001/880000000000000001";
const PNG = Buffer.from("\u0089PNG\r\n\u001a\n and more", "latin1");

let server: Server;
let origin = "";
const heard: { path: string; authorization: string | undefined }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push({ path: request.url ?? "", authorization: request.headers.authorization });
    if (request.url === "/shot.png") response.end(PNG);
    else if (request.url === "/large") response.end(Buffer.alloc(100_000, 65));
    else if (request.url === "/moved") response.writeHead(302, { location: "/shot.png" }).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void heard.splice(0));

type Answer =
  | Exclude<CallOutcome<unknown>, { kind: "ok" }>
  | { readonly url: string; readonly size?: number };

/** A Discord that says of the message's only attachment where it lies. */
function fetcherOf(answer: Answer, owner: string | null = TENANT) {
  const asked: string[] = [];
  const fetchFile = createFetchFile({
    api: {
      async call<Body>({ path, answer: shape }: Call<Body>): Promise<CallOutcome<Body>> {
        asked.push(path);
        if ("kind" in answer) return answer;
        const body = { attachments: [{ id: "880000000000000001", size: 20, ...answer }] };
        return { kind: "ok", body: shape.parse(body) };
      },
    },
    apiUrl: `${origin}/api`,
    ownerOf: async () => owner,
  });
  const fetchIt = (maxBytes = 1_000, fileId = KEY) =>
    fetchFile({
      tenantId: TENANT,
      platform: "discord",
      workspaceKey: "810000000000000001",
      file: { fileId, name: "shot.png", mediaType: "image/png", sizeBytes: 20 },
      maxBytes,
    });
  return { fetchIt, asked };
}

describe("a file that somebody attached in Discord", () => {
  it("is looked up by its message and fetched without any token", async () => {
    const { fetchIt, asked } = fetcherOf({ url: `${origin}/shot.png` });
    expect(await fetchIt()).toEqual({ kind: "fetched", bytes: PNG });
    expect(asked).toEqual(["/channels/820000000000000001/messages/870000000000000001"]);
    expect(heard).toEqual([{ path: "/shot.png", authorization: undefined }]);
  });

  it("is cut off where it is larger than it said, and not asked for where it says so", async () => {
    expect(await fetcherOf({ url: `${origin}/large` }).fetchIt(5_000)).toMatchObject({ kind: "refused" });
    expect(heard).toHaveLength(1);
    const large = fetcherOf({ url: `${origin}/large`, size: 6_000 });
    expect(await large.fetchIt(5_000)).toMatchObject({ kind: "refused" });
    expect(heard).toHaveLength(1);
  });

  it.each([
    "https://cdn.discordapp.com.evil.example/a.png",
    "https://cdn.discordapp.com:8443/a.png",
    "https://bank@cdn.discordapp.com/a.png",
    "http://cdn.discordapp.com/a.png",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "not an address",
  ])("is not asked for at %s", async (url) => {
    expect(await fetcherOf({ url }).fetchIt()).toMatchObject({ kind: "refused" });
    expect(heard).toEqual([]);
  });

  it("is followed to no other place", async () => {
    expect(await fetcherOf({ url: `${origin}/moved` }).fetchIt()).toMatchObject({ kind: "refused" });
    expect(heard).toHaveLength(1);
  });

  it("of another company's server, or by no key of ours, is none", async () => {
    const there = { url: `${origin}/shot.png` };
    expect(await fetcherOf(there, "another").fetchIt()).toMatchObject({ kind: "refused" });
    expect(await fetcherOf(there, null).fetchIt()).toMatchObject({ kind: "refused" });
    for (const key of ["1", "../../users/@me", `${KEY}/../..`, "a/b/c"])
      expect(await fetcherOf(there).fetchIt(1_000, key)).toMatchObject({ kind: "refused" });
    expect(heard).toEqual([]);
  });

  it.each([
    [{ kind: "refused", code: 10_008, status: 404 }, "refused"],
    [{ kind: "refused", code: 50_001, status: 403 }, "refused"],
    [{ kind: "refused", code: 401, status: 401 }, "later"],
    [{ kind: "limited", retryAfterMs: 1_000, isGlobal: false }, "later"],
    [{ kind: "unreachable", code: "discord.unreachable" }, "later"],
  ] as const)("Discord says %o: %s", async (answer, kind) => {
    expect((await fetcherOf(answer).fetchIt()).kind).toBe(kind);
  });
});
