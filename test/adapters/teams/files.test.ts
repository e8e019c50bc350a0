import { describe, expect, it } from "vitest";
import { createPlaces } from "../../../adapters/teams/people/places.ts";
import { createFetchFile } from "../../../adapters/teams/receive/fetch-file.ts";
import { createMeasureFiles, mayAsk } from "../../../adapters/teams/receive/measure-files.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { ORGANISATION } from "./fake-teams.ts";
import { createFakeBook, TENANT } from "./teams-harness.ts";

const SERVICE = "https://smba.trafficmanager.net/emea/";
const PICTURE = `${SERVICE}v3/attachments/0-neu-d1/views/original`;
const SHARED =
  "https://contoso-my.sharepoint.com/personal/maya/_layouts/15/download.aspx?UniqueId=1&tempauth=x";

/** Addresses that somebody could write into a message to be sent our token, or to make us call what they like. */
const HOSTILE = [
  "https://evil.example/v3/attachments/1/views/original",
  "https://smba.trafficmanager.net.evil.example/v3/attachments/1/views/original",
  "https://smba.trafficmanager.net@evil.example/v3/attachments/1/views/original",
  "https://user:pass@smba.trafficmanager.net/emea/v3/attachments/1/views/original",
  "http://smba.trafficmanager.net/emea/v3/attachments/1/views/original",
  "https://smba.trafficmanager.net:8443/emea/v3/attachments/1/views/original",
  "https://smba.trafficmanager.net/emea/v3/conversations/1/activities",
  "https://evilsharepoint.com/x",
  "https://contoso.sharepoint.com.evil.example/x",
  "http://contoso.sharepoint.com/x",
  "https://contoso.sharepoint.com:444/x",
  "http://169.254.169.254/latest/meta-data/",
  "http://127.0.0.1:5432/",
  "https://[::1]/x",
  "file:///etc/passwd",
  "data:text/html,x",
  "javascript:alert(1)",
  "//smba.trafficmanager.net/x",
  "",
];

interface Seen {
  readonly url: string;
  readonly authorization: string | null;
}

function watching(answer: () => Response): { readonly seen: Seen[]; readonly fetchFn: typeof fetch } {
  const seen: Seen[] = [];
  const fetchFn: typeof fetch = async (url, init) => {
    seen.push({ url: String(url), authorization: new Headers(init?.headers).get("authorization") });
    expect(init?.redirect).toBe("manual");
    return answer();
  };
  return { seen, fetchFn };
}

async function fetcherWith(fetchFn: typeof fetch) {
  const places = createPlaces(createFakeBook(), createFakeClock());
  const reference = {
    channelKey: "19:help",
    serviceUrl: SERVICE,
    isDirect: false,
    teamKey: "t",
    teamGroupKey: null,
    botKey: "28:x",
  };
  await places.note(ORGANISATION, reference);
  const fetchFile = createFetchFile({
    organisations: { admit: async (key) => (key === ORGANISATION ? TENANT : null) },
    places,
    token: async () => "SECRET",
    fetchFn,
  });
  return (url: string, workspaceKey = ORGANISATION) =>
    fetchFile({
      tenantId: TENANT,
      platform: "teams",
      workspaceKey,
      file: { fileId: url, name: "x", mediaType: "image/png", sizeBytes: 0 },
      maxBytes: 10,
    });
}

describe("what people attach in Teams", () => {
  it("is asked with our token at the connector alone, without it at Microsoft's shares, and nowhere else", () => {
    expect(mayAsk(PICTURE, SERVICE)).toBe("with-token");
    expect(mayAsk(SHARED, SERVICE)).toBe("plain");
    for (const url of HOSTILE) expect([url, mayAsk(url, SERVICE)]).toEqual([url, "never"]);
  });

  it("is fetched, and our token is seen by nobody it is not for", async () => {
    const { seen, fetchFn } = watching(() => new Response("bytes"));
    const fetchFile = await fetcherWith(fetchFn);
    for (const url of HOSTILE) expect((await fetchFile(url)).kind).toBe("refused");
    expect(seen).toEqual([]);
    expect(await fetchFile(SHARED)).toMatchObject({ kind: "fetched" });
    expect(await fetchFile(PICTURE)).toMatchObject({ kind: "fetched" });
    expect(seen).toEqual([
      { url: SHARED, authorization: null },
      { url: PICTURE, authorization: "Bearer SECRET" },
    ]);
    expect((await fetchFile(PICTURE, "another-organisation")).kind).toBe("refused");
  });

  it.each([
    [
      "a redirect elsewhere",
      () => new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
      "refused",
    ],
    ["gone", () => new Response("", { status: 404 }), "refused"],
    ["too large", () => new Response("x".repeat(11)), "refused"],
    ["too fast", () => new Response("", { status: 429 }), "later"],
    ["their fault", () => new Response("", { status: 503 }), "later"],
    ["no line", () => Promise.reject(new TypeError("fetch failed")) as never, "later"],
  ])("ends as a value: %s", async (_what, answer, kind) => {
    const { seen, fetchFn } = watching(answer as () => Response);
    expect((await (await fetcherWith(fetchFn))(PICTURE)).kind).toBe(kind);
    expect(seen).toHaveLength(1);
  });

  it("is measured where it may be asked, and unknown elsewhere", async () => {
    const { seen, fetchFn } = watching(() => new Response(null, { headers: { "content-length": "70" } }));
    const measure = createMeasureFiles({ token: async () => "SECRET", fetchFn });
    const files = [PICTURE, "https://evil.example/x"].map((url) => ({
      name: "x",
      mediaType: "image/png",
      url,
    }));
    expect((await measure(files, SERVICE)).map(({ sizeBytes }) => sizeBytes)).toEqual([70, 0]);
    expect(seen).toHaveLength(1);
  });
});
