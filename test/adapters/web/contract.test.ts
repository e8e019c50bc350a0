import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../../src/store/database.ts";
import { describeChatAdapterContract } from "../../contracts/chat-adapter-contract.ts";
import { openTestDatabase } from "../../support/database.ts";
import { makeWebHarness } from "./web-harness.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

describeChatAdapterContract("the browser chat", (runtime) => makeWebHarness(database, runtime));
