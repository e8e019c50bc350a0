import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFakeIntake } from "../../fakes/intake.ts";
import { closeServer, TOKEN } from "./fake-slack.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

let harness: SlackHarness;
beforeEach(async () => {
  harness = await makeSlackHarness({ intake: createFakeIntake(), completer: { complete: async () => [] } });
});
afterEach(() => harness.close());

const PNG = Buffer.from("\u0089PNG\r\n\u001a\n and more", "latin1");
const file = { fileId: "F0SHOT", name: "shot.png", mediaType: "image/png", sizeBytes: 20 };
const fetchIt = (maxBytes = 1_000, tenantId = TENANT) =>
  harness.adapter.fetchFile?.({
    tenantId,
    platform: "slack",
    workspaceKey: harness.workspaceKey,
    file,
    maxBytes,
  });

describe("a file that a customer attached", () => {
  test("is fetched with the workspace's own token", async () => {
    harness.slack.downloads.set("F0SHOT", PNG);
    expect(await fetchIt()).toEqual({ kind: "fetched", bytes: PNG });
    expect(harness.slack.fileRequests).toEqual([
      { path: "files-pri/F0SHOT", authorization: `Bearer ${TOKEN}` },
    ]);
  });

  test("is cut off where it is larger than it said", async () => {
    harness.slack.downloads.set("F0SHOT", Buffer.alloc(100_000, 65));
    expect(await fetchIt(5_000)).toMatchObject({ kind: "refused" });
    harness.slack.attached.set("F0SHOT", {
      size: 6_000,
      url_private: `${harness.slack.apiUrl}files-pri/F0SHOT`,
    });
    expect(await fetchIt(5_000)).toMatchObject({ kind: "refused" });
    expect(harness.slack.fileRequests).toHaveLength(1);
  });

  test("no token goes anywhere else, whatever address Slack is made to say", async () => {
    const heard: (string | undefined)[] = [];
    const evil = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end("x");
    });
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const { port } = evil.address() as AddressInfo;
    for (const url_private of [
      `http://127.0.0.1:${port}/files-pri/F0SHOT`,
      "https://files.slack.com.evil.example/F0SHOT",
      "https://files.slack.com:8443/F0SHOT",
      "http://files.slack.com/F0SHOT",
      "file:///etc/passwd",
      "not an address",
    ]) {
      harness.slack.attached.set("F0SHOT", { url_private });
      expect(await fetchIt(), url_private).toMatchObject({ kind: "refused" });
    }
    expect(heard).toEqual([]);
    await closeServer(evil);
  });

  test("follows no redirect, and takes no login page for a file", async () => {
    harness.slack.attached.set("F0SHOT", { url_private: `${harness.slack.apiUrl}files-pri/F0GONE` });
    expect(await fetchIt()).toMatchObject({ kind: "refused" });
  });

  test.each([
    ["file_deleted", "refused"],
    ["file_not_found", "refused"],
    ["missing_scope", "refused"],
    ["internal_error", "later"],
    ["ratelimited", "later"],
  ])("Slack says %s: %s", async (code, kind) => {
    harness.slack.trouble("files.info", { kind: "error", code });
    expect(await fetchIt()).toMatchObject({ kind });
  });

  test("of another company's workspace is nobody's, and one outside of Slack is left there", async () => {
    harness.slack.downloads.set("F0SHOT", PNG);
    expect(await fetchIt(1_000, "00000000-0000-4000-8000-0000000000bb")).toMatchObject({ kind: "refused" });
    harness.slack.attached.set("F0SHOT", { is_external: true, url_private: "https://docs.example/x" });
    expect(await fetchIt()).toMatchObject({ kind: "refused" });
    expect(harness.slack.fileRequests).toEqual([]);
  });
});
