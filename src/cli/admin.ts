import { createInterface } from "node:readline";
import { databaseOf, readConfig } from "../config.ts";
import { RapportError } from "../domain/errors.ts";
import { ADMIN_USAGE, explainAdminFault, runAdmin } from "../http/auth/admin-commands.ts";
import { createAccountStore } from "../store/account-store.ts";
import { openDatabase } from "../store/open-database.ts";
import { createOutboxWriter } from "../store/spine/outbox-writer.ts";
import { createTimerWriter } from "../store/spine/timer-writer.ts";
import { createStore } from "../store/store.ts";

const ENTER = new Set(["\r", "\n", "\u0004"]);
const BACKSPACE = new Set(["\u007f", "\b"]);
const INTERRUPT = "\u0003";

/** One line of the terminal, nothing shown. */
async function askHidden(question: string): Promise<string> {
  const { stdin, stdout } = process;
  stdout.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8").resume();
  let typed = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
      for (const sign of chunk) {
        if (ENTER.has(sign)) return typed;
        if (sign === INTERRUPT) throw new RapportError("admin.stopped", "Stopped.", "Nothing was changed.");
        typed = BACKSPACE.has(sign) ? typed.slice(0, -1) : typed + sign;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write("\n");
  }
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  return "";
}

async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return readLine();
  const password = await askHidden("Password: ");
  if ((await askHidden("Once more: ")) === password) return password;
  throw new RapportError("admin.mistyped", "The two were not the same.", "Run the command again.");
}

async function main(args: readonly string[]): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(databaseOf(config, 2));
  try {
    const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
    await runAdmin(args, {
      accounts: createAccountStore(database),
      listTenants: () => store.listTenants(),
      askPassword,
      say: (line) => process.stdout.write(`${line}\n`),
      now: () => new Date(),
    });
  } finally {
    await database.close();
  }
}

const args = process.argv.slice(2);
if (args.length === 0 || args.includes("--help")) process.stdout.write(ADMIN_USAGE);
else {
  try {
    await main(args);
  } catch (error) {
    process.stderr.write(explainAdminFault(error));
    process.exitCode = 1;
  }
}
