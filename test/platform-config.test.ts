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
    expect(readConfig({}).platforms).toEqual({ slack: null, teams: null, discord: null, sealing: null });
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

const APP = {
  MICROSOFT_APP_ID: "0F8FAD5B-D9CB-469F-A165-70867728950E",
  MICROSOFT_APP_PASSWORD: "CANARYCANARYCANARY~1",
};
const ORGANISATION = { MICROSOFT_APP_TENANT_ID: "7c9e6679-7425-40de-944b-e07fc1f90ae7" };
const MANY = { MICROSOFT_APP_TYPE: "MultiTenant" };

describe("the variables of Teams", () => {
  it.each<[string, Env, string | null]>([
    ["one organisation", { ...APP, ...ORGANISATION }, ORGANISATION.MICROSOFT_APP_TENANT_ID],
    [
      "one organisation, said twice",
      { ...APP, ...ORGANISATION, MICROSOFT_APP_TYPE: "SingleTenant" },
      ORGANISATION.MICROSOFT_APP_TENANT_ID,
    ],
    ["any organisation", { ...APP, ...MANY }, null],
  ])("are whole for %s", (_what, env, organisationKey) => {
    const { teams } = readConfig(env).platforms;
    expect(teams).toMatchObject({ appId: APP.MICROSOFT_APP_ID.toLowerCase(), organisationKey });
    expect(JSON.stringify(teams)).not.toContain("CANARY");
  });

  it.each<[string, Env, string]>([
    [
      "an id without a secret",
      { ...ORGANISATION, ...{ MICROSOFT_APP_ID: APP.MICROSOFT_APP_ID } },
      "MICROSOFT_APP_PASSWORD",
    ],
    [
      "an id with an empty secret",
      { ...APP, ...ORGANISATION, MICROSOFT_APP_PASSWORD: " " },
      "MICROSOFT_APP_PASSWORD",
    ],
    [
      "an empty id with a secret",
      { ...APP, ...ORGANISATION, MICROSOFT_APP_ID: "" },
      "MICROSOFT_APP_PASSWORD",
    ],
    [
      "a secret that is none",
      { ...APP, ...ORGANISATION, MICROSOFT_APP_PASSWORD: "changeme" },
      "MICROSOFT_APP_PASSWORD",
    ],
    [
      "an id of zeros",
      { ...APP, ...ORGANISATION, MICROSOFT_APP_ID: "00000000-0000-0000-0000-000000000000" },
      "MICROSOFT_APP_ID",
    ],
    ["an id that is a name", { ...APP, ...ORGANISATION, MICROSOFT_APP_ID: "rapport" }, "MICROSOFT_APP_ID"],
    ["no organisation, and not any", APP, "MICROSOFT_APP_TENANT_ID"],
    ["no organisation, by word", { ...APP, MICROSOFT_APP_TYPE: "SingleTenant" }, "MICROSOFT_APP_TENANT_ID"],
    ["one organisation and any", { ...APP, ...ORGANISATION, ...MANY }, "MICROSOFT_APP_TENANT_ID"],
    ["an organisation alone", ORGANISATION, "MICROSOFT_APP_TENANT_ID"],
    [
      "keys over an open line",
      { ...APP, ...ORGANISATION, MICROSOFT_OPENID_URL: "http://keys.example/x" },
      "MICROSOFT_OPENID_URL",
    ],
    [
      "tokens over an open line",
      { ...APP, ...ORGANISATION, MICROSOFT_LOGIN_URL: "http://login.example/" },
      "MICROSOFT_LOGIN_URL",
    ],
  ])("are refused: %s", (_what, env, name) => {
    const refusal = refusalOf(env);
    expect(refusal).toContain(`${name} is not right`);
    expect(refusal).toContain(`\n${name}: `);
    expect(refusal).not.toContain("CANARY");
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

const DISCORD = {
  DISCORD_TOKEN: "CANARYCANARYCANARYCANARY.CANARY.CANARYCANARYCANARYCANARYCANARY",
  DISCORD_APPLICATION_ID: "900000000000000001",
};

describe("the variables of Discord", () => {
  it("are whole with token and application, and keep the token to themselves", () => {
    const { discord } = readConfig(DISCORD).platforms;
    expect(discord).toMatchObject({
      applicationKey: DISCORD.DISCORD_APPLICATION_ID,
      apiUrl: "https://discord.com/api",
      publicKey: null,
      shards: null,
    });
    expect(JSON.stringify(discord)).not.toContain("CANARY");
  });

  it.each([
    ["0-3/16", [0, 1, 2, 3], 16],
    ["0,1,3/4", [0, 1, 3], 4],
    ["7/8", [7], 8],
  ])("name a share of the shards: %s", (share, shardIds, shardCount) => {
    expect(readConfig({ ...DISCORD, DISCORD_SHARDS: share }).platforms.discord?.shards).toEqual({
      shardIds,
      shardCount,
    });
  });

  it.each<[string, Env, string]>([
    ["a token alone", { DISCORD_TOKEN: DISCORD.DISCORD_TOKEN }, "DISCORD_APPLICATION_ID"],
    [
      "an application alone",
      { DISCORD_APPLICATION_ID: DISCORD.DISCORD_APPLICATION_ID },
      "DISCORD_APPLICATION_ID",
    ],
    ["a public key alone", { DISCORD_PUBLIC_KEY: "ab".repeat(32) }, "DISCORD_PUBLIC_KEY"],
    ["a shard beyond the count", { ...DISCORD, DISCORD_SHARDS: "4/4" }, "DISCORD_SHARDS"],
    ["a shard twice", { ...DISCORD, DISCORD_SHARDS: "1,1/4" }, "DISCORD_SHARDS"],
    ["shards backwards", { ...DISCORD, DISCORD_SHARDS: "3-1/4" }, "DISCORD_SHARDS"],
    ["an open line", { ...DISCORD, DISCORD_API_URL: "http://proxy.example/api" }, "DISCORD_API_URL"],
  ])("are refused: %s", (_what, env, name) => {
    expect(refusalOf(env)).toContain(name);
  });
});
