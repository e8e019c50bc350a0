import { expect, test } from "vitest";
import { forgeInteractions } from "./scenarios/s03-forged-discord.ts";

/** The quick one of Discord's scenarios, with a fault put in on purpose and without. */
const small = { size: 18, seed: 3, progress: () => undefined };

test("interactions that nobody signed: a desk that trusts another's key is found out", async () => {
  expect((await forgeInteractions(small, true)).violations).toEqual([
    "a forged request (another application's key) was answered 200",
    "1 forged events reached the desk",
  ]);
  expect((await forgeInteractions(small)).violations).toEqual([]);
});
