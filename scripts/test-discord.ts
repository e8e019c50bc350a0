import { spawn } from "node:child_process";

/**
 * `npm run test:discord`: Discord's tests with the long trials (50 lost sessions, 1,000 messages). With `DISCORD_OPENAPI` naming
 * Discord's own OpenAPI document, every request and answer is checked with it too.
 */
const child = spawn("npx", ["vitest", "run", "test/adapters/discord"], {
  stdio: "inherit",
  env: { ...process.env, DISCORD_TRIALS: "full" },
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
