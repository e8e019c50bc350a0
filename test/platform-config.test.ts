import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { isRapportError } from "../src/domain/errors.ts";
import { sealingKeyBytes } from "../src/platform-config.ts";

const BOT = { SLACK_BOT_TOKEN: "xoxb-1-2-CANARYCANARY" };
const SIGNED = { SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef" };
const SOCKET = { SLACK_APP_TOKEN: "xapp-1-A1-2-CANARYCANARY" };
const KEY = { TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64") };
const CLIENT = { SLACK_CLIENT_ID: "11.22", SLACK_CLIENT_SECRET: "CANARYCANARYCANARY" };
const PUBLIC = { PUBLIC_URL: "https://desk.example" };

type Env = Readonly<Record<string, string>>;

function refusalOf(env: Env): string {
  try {
    readConfig(env);
  } catch (fault) {
    if (isRapportError(fault)) return `${fault.message}\n${fault.cure}`;
    throw fault;
  }
  return "taken";
}

describe("Slack's variables", () => {
  it("are not needed", () => {
    expect(readConfig({}).platforms).toEqual({ slack: null, sealing: null });
  });

  it.each<[string, Env]>([
    ["one workspace by requests", { ...BOT, ...SIGNED }],
    ["one workspace by Socket Mode", { ...BOT, ...SOCKET }],
    ["one workspace by both", { ...BOT, ...SIGNED, ...SOCKET }],
    ["many by OAuth", { ...CLIENT, ...SIGNED, ...KEY, ...PUBLIC }],
    ["many by OAuth and Socket Mode", { ...CLIENT, ...SOCKET, ...KEY, ...PUBLIC }],
    [
      "many, tried out on this machine",
      { ...CLIENT, ...SIGNED, ...KEY, PUBLIC_URL: "http://localhost:3000" },
    ],
  ])("are whole for %s", (_what, env) => {
    const { slack } = readConfig(env).platforms;
    expect(slack?.installs.kind).toBe("SLACK_CLIENT_ID" in env ? "oauth" : "single");
    expect(JSON.stringify(slack)).not.toContain("CANARY");
  });

  it.each<[string, Env, string]>([
    ["a token and no way in", BOT, "SLACK_BOT_TOKEN"],
    ["a signing secret alone", SIGNED, "SLACK_SIGNING_SECRET"],
    ["an app token alone", SOCKET, "SLACK_APP_TOKEN"],
    [
      "one workspace and many at once",
      { ...BOT, ...SIGNED, ...CLIENT, ...KEY, ...PUBLIC },
      "SLACK_BOT_TOKEN",
    ],
    ["OAuth without its secret", { SLACK_CLIENT_ID: "1.2", ...SIGNED, ...KEY, ...PUBLIC }, "SLACK_CLIENT_ID"],
    ["OAuth without its id", { SLACK_CLIENT_SECRET: CLIENT.SLACK_CLIENT_SECRET }, "SLACK_CLIENT_SECRET"],
    ["OAuth with no key for tokens", { ...CLIENT, ...SIGNED, ...PUBLIC }, "SLACK_CLIENT_ID"],
    ["OAuth with no way in", { ...CLIENT, ...KEY, ...PUBLIC }, "SLACK_CLIENT_ID"],
    ["OAuth with no address", { ...CLIENT, ...SIGNED, ...KEY }, "SLACK_CLIENT_ID"],
    [
      "OAuth over an open line",
      { ...CLIENT, ...SIGNED, ...KEY, PUBLIC_URL: "http://desk.example" },
      "SLACK_CLIENT_ID",
    ],
    [
      "old keys and no new one",
      { TOKEN_ENCRYPTION_OLD_KEYS: KEY.TOKEN_ENCRYPTION_KEY },
      "TOKEN_ENCRYPTION_KEY",
    ],
    [
      "an API over an open line",
      { ...BOT, ...SIGNED, SLACK_API_URL: "http://slack.example/api/" },
      "SLACK_API_URL",
    ],
    ["a signing secret that is none", { ...BOT, SLACK_SIGNING_SECRET: "changeme" }, "SLACK_SIGNING_SECRET"],
  ])("are refused: %s", (_what, env, name) => {
    const refusal = refusalOf(env);
    expect(refusal).toContain(`${name} is not right`);
    expect(refusal).toContain(`\n${name}: `);
    expect(refusal).not.toContain("CANARY");
  });

  it("end the API's address with a slash", () => {
    const config = readConfig({ ...BOT, ...SIGNED, SLACK_API_URL: "https://slack-gov.com/api" });
    expect(config.platforms.slack?.apiUrl).toBe("https://slack-gov.com/api/");
  });
});

describe("a key for tokens at rest", () => {
  it("is 32 random bytes", () => {
    for (let run = 0; run < 200; run += 1)
      expect(sealingKeyBytes(randomBytes(32).toString("base64"))).toHaveLength(32);
  });

  it.each([
    ["zeros", Buffer.alloc(32)],
    ["a repetition", Buffer.alloc(32, "ab")],
    ["counted up", Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
    ["a pass phrase", Buffer.from("The quick brown fox jumps over a")],
    ["too short", randomBytes(16)],
    ["too long", randomBytes(33)],
  ])("is refused when it is %s", (_what, bytes) => {
    expect(sealingKeyBytes(bytes.toString("base64"))).toBeNull();
  });
});
