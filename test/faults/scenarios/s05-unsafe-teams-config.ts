import { setTimeout as sleep } from "node:timers/promises";
import { APP_ID, APP_PASSWORD } from "../../adapters/teams/bot-service.ts";
import { ORGANISATION } from "../../adapters/teams/fake-teams.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { Scenario } from "../scenario.ts";

interface Unsafe {
  readonly what: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The variable that the refusal must name. */
  readonly names: string;
}

const WHOLE = {
  MICROSOFT_APP_ID: APP_ID,
  MICROSOFT_APP_PASSWORD: APP_PASSWORD,
  MICROSOFT_APP_TENANT_ID: ORGANISATION,
} as const;
const ELSEWHERE = "192.0.2.1";
/** No value may be repeated in a refusal. */
const CANARY = "canary-of-a-secret-0123456789";

const unsafe = (what: string, names: string, environment: Readonly<Record<string, string>>): Unsafe => ({
  what,
  names,
  environment: { ...WHOLE, ...environment },
});

/** Each would leave requests unchecked, send secrets over an open line, or serve organisations that nobody meant. */
const UNSAFE: readonly Unsafe[] = [
  unsafe("an empty app id", "MICROSOFT_APP_PASSWORD", { MICROSOFT_APP_ID: "" }),
  unsafe("an empty secret", "MICROSOFT_APP_PASSWORD", { MICROSOFT_APP_PASSWORD: "" }),
  unsafe("a secret of blanks", "MICROSOFT_APP_PASSWORD", { MICROSOFT_APP_PASSWORD: "   " }),
  unsafe("a weak secret", "MICROSOFT_APP_PASSWORD", { MICROSOFT_APP_PASSWORD: "changeme" }),
  unsafe("an app id of zeros", "MICROSOFT_APP_ID", {
    MICROSOFT_APP_ID: "00000000-0000-0000-0000-000000000000",
  }),
  unsafe("an app id that is a secret", "MICROSOFT_APP_ID", { MICROSOFT_APP_ID: CANARY }),
  unsafe("no organisation", "MICROSOFT_APP_TENANT_ID", { MICROSOFT_APP_TENANT_ID: "" }),
  unsafe("one organisation and any", "MICROSOFT_APP_TENANT_ID", { MICROSOFT_APP_TYPE: "MultiTenant" }),
  unsafe("a kind of app that signs in otherwise", "MICROSOFT_APP_TYPE", {
    MICROSOFT_APP_TYPE: "UserAssignedMSI",
  }),
  unsafe("keys over an open line", "MICROSOFT_OPENID_URL", {
    MICROSOFT_OPENID_URL: `http://${ELSEWHERE}/openid`,
  }),
  unsafe("the secret over an open line", "MICROSOFT_LOGIN_URL", {
    MICROSOFT_LOGIN_URL: `http://${ELSEWHERE}/`,
  }),
  unsafe("a login address with a password in it", "MICROSOFT_LOGIN_URL", {
    MICROSOFT_LOGIN_URL: `https://user:${CANARY}@login.example/`,
  }),
  unsafe("a set-up for many organisations at once", "TEAMS_WORKSPACE_KIND", {
    MICROSOFT_APP_TENANT_ID: "",
    MICROSOFT_APP_TYPE: "MultiTenant",
    TEAMS_WORKSPACE_KIND: "community",
  }),
  unsafe("a channel for customers and for agents", "TEAMS_AGENT_CHANNELS", {
    TEAMS_CUSTOMER_CHANNELS: "help",
    TEAMS_AGENT_CHANNELS: "help",
  }),
];
const END_MS = 60_000;

export const unsafeTeamsConfig: Scenario = {
  id: "S5",
  title: "configurations of Teams in which requests would be unchecked or secrets seen",
  criterion: "the start is refused, names the variable and its cure, repeats no value",
  promises: ["P10", "P15"],
  databases: ["pglite"],
  unit: "configurations",
  fullSize: UNSAFE.length,
  limitMs: 15 * 60_000,
  async run(trial) {
    const databaseUrl = await trial.freshDatabase();
    const violations: string[] = [];
    let refused = 0;
    for (const [at, { what, names, environment }] of UNSAFE.slice(0, trial.size).entries()) {
      const port = await freePort();
      const desk = startDesk({
        program: "product",
        databaseUrl,
        dataDir: trial.folder,
        port,
        environment,
      });
      await Promise.race([desk.ended, desk.ready().catch(() => undefined), sleep(END_MS)]);
      const { exitCode } = desk.process;
      if (desk.isAlive || exitCode === 0) violations.push(`${what}: the desk started`);
      else if (!desk.printed.includes(`${names}:`))
        violations.push(`${what}: the refusal does not name ${names}`);
      else refused += 1;
      if (desk.printed.includes(CANARY) || desk.printed.includes(APP_PASSWORD))
        violations.push(`${what}: the refusal repeats a secret`);
      await desk.kill();
      trial.progress(at + 1);
    }
    return { violations, figures: { tried: Math.min(trial.size, UNSAFE.length), refused } };
  },
};
