import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { teamsManifest } from "../../../src/cli/teams-package.ts";
import { APP_ID } from "../../adapters/teams/bot-service.ts";
import { SCHEMA } from "./playground.ts";

test.each([true, false])(
  "the manifest (mentions only: %s) is one by Microsoft's public schema 1.19",
  (isMentionsOnly) => {
    // Draft 4, of which all that is used here means the same today.
    const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(SCHEMA, "utf8"));
    const validate = new Ajv({ strict: false, logger: false }).compile(schema);
    const manifest = teamsManifest({ appId: APP_ID, publicUrl: "https://desk.example", isMentionsOnly });
    expect([validate(JSON.parse(JSON.stringify(manifest))), validate.errors]).toEqual([true, null]);
    expect(validate({ ...manifest, manifestVersion: "9" })).toBe(false);
  },
);
