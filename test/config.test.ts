import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readVariables } from "../scripts/config-table.ts";
import { isLoopback, readConfig, VARIABLES } from "../src/config.ts";
import { isRapportError, type RapportError } from "../src/domain/errors.ts";

const SECRET = "sk-canary-77c1";

/** A value that cannot be right, for every variable that has such a thing. */
const WRONG: Readonly<Record<string, string>> = {
  PORT: `${SECRET}`,
  HOST: `two words ${SECRET}`,
  DATABASE_URL: `mysql://root:${SECRET}@db/x`,
  DATABASE_DIRECT_URL: `http://${SECRET}`,
  DATABASE_PREPARE: "sometimes",
  DATABASE_POOL_SIZE: "1",
  WORK: "sometimes",
  LOG_LEVEL: "loud",
  DEMO: "maybe",
  COMPANY_NAME: SECRET.repeat(20),
  TIME_ZONE: "Mars/Olympus",
  TRUST_PROXY: "nginx",
  METRICS_TOKEN: "short",
  PUBLIC_URL: `ftp://${SECRET}`,
  CHAT_PROVIDER: `${SECRET}`,
  CHAT_BASE_URL: `https://user:${SECRET}@models.example/v1`,
  CHAT_API_KEY: `${SECRET}\nsecond line`,
  CHAT_MODEL: SECRET.repeat(40),
  CHAT_DEADLINE_MS: "0",
  CHAT_JSON_MODE: "xml",
  CHAT_MAX_OUTPUT_TOKENS: "many",
  EMOTION_PROVIDER: "crystal ball",
  EMOTION_MODEL: SECRET.repeat(40),
  EMOTION_ENDPOINT_URL: `${SECRET}`,
  EMOTION_DEADLINE_MS: "1e9",
  EMBEDDINGS_PROVIDER: "none",
  EMBEDDINGS_BASE_URL: "localhost",
  EMBEDDINGS_API_KEY: `${SECRET} with blanks`,
  EMBEDDINGS_MODEL: SECRET.repeat(40),
  EMBEDDINGS_DIMENSIONS: "1.5",
  EMBEDDINGS_DEADLINE_MS: "-1",
  HF_TOKEN: `${SECRET}ü`,
  SLACK_BOT_TOKEN: `xoxp-${SECRET}`,
  SLACK_SIGNING_SECRET: "short",
  SLACK_APP_TOKEN: `xoxb-${SECRET}`,
  SLACK_API_URL: `http://slack.example/${SECRET}`,
  SLACK_CLIENT_ID: `${SECRET}`,
  SLACK_CLIENT_SECRET: "short",
  MICROSOFT_APP_ID: `${SECRET}`,
  MICROSOFT_APP_PASSWORD: "short",
  MICROSOFT_APP_TENANT_ID: `${SECRET}`,
  MICROSOFT_APP_TYPE: "UserAssignedMSI",
  MICROSOFT_LOGIN_URL: `http://login.example/${SECRET}`,
  MICROSOFT_OPENID_URL: `http://login.example/${SECRET}`,
  DISCORD_TOKEN: `${SECRET}`,
  DISCORD_APPLICATION_ID: `${SECRET}`,
  DISCORD_PUBLIC_KEY: `${SECRET}`,
  DISCORD_API_URL: `http://discord.example/${SECRET}`,
  DISCORD_SHARDS: `4/4 ${SECRET}`,
  TOKEN_ENCRYPTION_KEY: `${SECRET}`,
  TOKEN_ENCRYPTION_OLD_KEYS: `${SECRET},`,
  ...Object.fromEntries(
    ["SLACK", "DISCORD", "TEAMS"].flatMap((platform) => [
      [`${platform}_WORKSPACE_KIND`, SECRET],
      ...["CUSTOMER", "AGENT", "MANAGER"].map((whose) => [`${platform}_${whose}_CHANNELS`, `help=${SECRET}`]),
      ...["AGENT_GROUPS", "MANAGER_GROUPS", "AGENTS", "MANAGERS"].map((whose) => [
        `${platform}_${whose}`,
        `U1, two words ${SECRET}`,
      ]),
    ]),
  ),
};

function faultOf(env: Readonly<Record<string, string>>): RapportError {
  try {
    readConfig(env);
  } catch (fault) {
    if (isRapportError(fault)) return fault;
    throw fault;
  }
  throw new Error("the environment was taken");
}

describe("the environment", () => {
  it("needs nothing: a bare machine has a whole configuration", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 3000, HOST: "127.0.0.1", DATA_DIR: "./data", TIME_ZONE: "UTC" });
    expect(config.DATABASE_URL).toBeUndefined();
    expect(config.models).toEqual({
      chat: { provider: "none" },
      emotion: { provider: "embedded" },
      embeddings: { provider: "projection" },
    });
  });

  it("names every wrong variable at once, each with its cure", () => {
    const fault = faultOf(WRONG);
    expect(fault.code).toBe("config.invalid");
    const cures = fault.cure.split("\n");
    for (const name of Object.keys(WRONG)) {
      expect(fault.message).toContain(`${name} is not right`);
      expect(cures.find((line) => line.startsWith(`${name}: `))?.length ?? 0).toBeGreaterThan(
        name.length + 8,
      );
    }
    // A folder's name can be anything; whether it can be written is seen when it is opened.
    expect(VARIABLES.filter((name) => !(name in WRONG))).toEqual(["DATA_DIR"]);
  });

  it.each(Object.keys(WRONG))("refuses a wrong %s alone, and never repeats its value", (name) => {
    const fault = faultOf({ [name]: WRONG[name] ?? "" });
    expect(fault.message).toBe(`${name} is not right`);
    expect(JSON.stringify([fault.message, fault.cure, fault.stack])).not.toContain(SECRET);
  });

  it("says what is missing when a provider is chosen and not described", () => {
    const fault = faultOf({ CHAT_PROVIDER: "openai-compatible", EMBEDDINGS_PROVIDER: "openai-compatible" });
    for (const name of ["CHAT_MODEL", "CHAT_BASE_URL", "EMBEDDINGS_MODEL", "EMBEDDINGS_BASE_URL"])
      expect(fault.cure).toContain(`${name}: `);
  });

  it("leaves the work to others only where there can be others", () => {
    const others = { WORK: "off", DATABASE_URL: "postgres://db.example/rapport" };
    expect(readConfig(others).WORK).toBe("off");
    expect(faultOf({ WORK: "off" }).cure).toContain("DATABASE_URL");
  });

  it("takes an empty value for none", () => {
    const empty = Object.fromEntries(VARIABLES.map((name) => [name, "  "]));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it("passes over what is not ours", () => {
    expect(readConfig({ PATH: "/bin", RAPPORT_UNKNOWN: "1" })).toEqual(readConfig({}));
  });

  it("keeps keys out of whatever is printed", () => {
    const config = readConfig({
      CHAT_PROVIDER: "openai-compatible",
      CHAT_BASE_URL: "http://127.0.0.1:11434/v1",
      CHAT_MODEL: "some-model",
      CHAT_API_KEY: SECRET,
    });
    expect(JSON.stringify(config)).not.toContain(SECRET);
    expect(
      String(config.models.chat.provider === "openai-compatible" && config.models.chat.apiKey),
    ).not.toContain(SECRET);
  });

  it("either takes an environment or refuses it with a cure, whatever it holds", () => {
    const environment = fc.dictionary(
      fc.constantFrom(...VARIABLES),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    fc.assert(
      fc.property(environment, (env) => {
        try {
          readConfig(env);
        } catch (fault) {
          expect(isRapportError(fault)).toBe(true);
          if (!isRapportError(fault)) return;
          const named = fault.cure.split("\n").map((line) => line.split(":")[0]);
          expect(named.every((name) => name !== undefined && VARIABLES.includes(name))).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe("the example file", () => {
  const variables = readVariables(readFileSync(".env.example", "utf8"));

  it("has every variable, in order, and nothing else", () => {
    expect(variables.map(({ name }) => name)).toEqual([...VARIABLES]);
    expect(variables.filter(({ meaning }) => meaning.length < 15)).toEqual([]);
  });

  it("shows the defaults as they are", () => {
    const shown = Object.fromEntries(variables.map(({ name, byDefault }) => [name, byDefault]));
    const providers = {
      EMOTION_PROVIDER: "huggingface",
      CHAT_PROVIDER: "huggingface",
      CHAT_MODEL: "m",
      EMBEDDINGS_PROVIDER: "huggingface",
      EMBEDDINGS_MODEL: "m",
      EMBEDDINGS_DIMENSIONS: "8",
    };
    expect(readConfig(shown)).toEqual(readConfig({}));
    expect(readConfig({ ...shown, ...providers })).toEqual(readConfig(providers));
  });
});

describe("this machine alone", () => {
  it.each(["127.0.0.1", "127.8.8.8", "localhost", "::1"])("%s needs no login", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "192.168.0.2", "example.com", "127.0.0.1.example.com", "localhost.example"])(
    "%s needs one",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
