import { randomBytes } from "node:crypto";
import { openSecretBox } from "../app/secret-box.ts";
import { databaseOf, readConfig } from "../config.ts";
import { isRapportError, RapportError } from "../domain/errors.ts";
import { resealTokens } from "../store/installation-store.ts";
import { openDatabase } from "../store/open-database.ts";
import { createOutboxWriter } from "../store/spine/outbox-writer.ts";
import { createTimerWriter } from "../store/spine/timer-writer.ts";
import { createStore } from "../store/store.ts";

const USAGE = `npm run tokens -- new-key   prints a fresh value for TOKEN_ENCRYPTION_KEY
npm run tokens -- rotate    seals all tokens with TOKEN_ENCRYPTION_KEY; TOKEN_ENCRYPTION_OLD_KEYS opens the older ones
`;

async function rotate(): Promise<string> {
  const config = readConfig(process.env);
  const box = openSecretBox(config.platforms.sealing);
  if (box === null)
    throw new RapportError(
      "tokens.no-key",
      "There is no key.",
      "Set TOKEN_ENCRYPTION_KEY; npm run tokens -- new-key makes one.",
    );
  const database = await openDatabase(databaseOf(config, 2));
  try {
    const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
    const { resealed, current } = await resealTokens({ database, store, box });
    return `${resealed} sealed anew, ${current} had the current key (${box.keyId}). Old keys may go now.\n`;
  } finally {
    await database.close();
  }
}

try {
  const [command] = process.argv.slice(2);
  if (command === "new-key") process.stdout.write(`${randomBytes(32).toString("base64")}\n`);
  else if (command === "rotate") process.stdout.write(await rotate());
  else process.stdout.write(USAGE);
} catch (error) {
  if (!isRapportError(error)) throw error;
  process.stderr.write(`${error.message}\n${error.cure}\n`);
  process.exitCode = 1;
}
