import { describe, expect, it } from "vitest";
import { type StartFacts, startBlock } from "../../src/app/start-block.ts";
import { isSampleCompany, startingCompany } from "../../src/app/starting-company.ts";
import { readConfig } from "../../src/config.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1-2-fakefakefake", SLACK_SIGNING_SECRET: "0123456789abcdef0123" };
const TEAMS = {
  MICROSOFT_APP_ID: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  MICROSOFT_APP_PASSWORD: "0123456789abcdef0123",
  MICROSOFT_APP_TENANT_ID: "3f2504e0-4f89-41d3-9a0c-0305e82c3302",
};
const startsWithSample = (env: Readonly<Record<string, string>>): boolean =>
  isSampleCompany(startingCompany(readConfig(env)));

describe("the company of a first start", () => {
  it("is the sample one on a bare machine, and whenever it is asked for", () => {
    expect(startsWithSample({})).toBe(true);
    expect(startsWithSample({ DEMO: "on", ...SLACK })).toBe(true);
  });

  it("is one's own where a platform is connected, so that nobody is answered from invented documents", () => {
    expect(startsWithSample(SLACK)).toBe(false);
    expect(startsWithSample(TEAMS)).toBe(false);
    expect(startingCompany(readConfig({ ...SLACK, COMPANY_NAME: "Tidehost" })).name).toBe("Tidehost");
  });

  it("is one's own where the sample is switched off; keys for sealing are no platform", () => {
    expect(startsWithSample({ DEMO: "off" })).toBe(false);
    expect(
      startsWithSample({
        TOKEN_ENCRYPTION_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString("base64"),
      }),
    ).toBe(true);
  });
});

describe("the block that a start prints", () => {
  const FACTS: StartFacts = {
    address: "http://127.0.0.1:3000",
    company: "Parcelwise",
    isDemo: true,
    isLoading: false,
    slack: null,
    discord: null,
    teams: null,
    database: "embedded",
    search: "words",
    models: "embedded",
    dataDir: "/data",
    needsLogin: false,
    works: true,
    startedInMs: 1_400,
  };

  it("says that the sample company's documents would answer a platform's people, and what to do", () => {
    expect(startBlock(FACTS)).toMatch(/Company +Parcelwise \(sample data\)\n/);
    expect(startBlock({ ...FACTS, slack: "over a socket" })).toMatch(/Parcelwise \(sample data.*DATA_DIR/);
    expect(startBlock({ ...FACTS, isDemo: false, slack: "over a socket" })).not.toMatch(/sample/);
  });
});
