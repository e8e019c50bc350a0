import { randomBytes } from "node:crypto";
import { MINUTE } from "../../../src/domain/time.ts";
import type { Installation, InstallationStore } from "../../../src/ports/stores/installation-store.ts";
import { sendRaw } from "../../adapters/slack/signed-sender.ts";
import { makeSlackHarness, TENANT } from "../../adapters/slack/slack-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

const PUBLIC_URL = "https://desk.example";
const ATTACKS = [
  "no state",
  "a made-up state",
  "a changed state",
  "another browser's state",
  "no cookie",
  "a used state",
  "an old state",
  "a code that Slack does not know",
  "a way out",
] as const;

/** `isSabotaged` is a fault of ours: a state is good for any number of times. */
export async function attackInstalls(
  { size, progress }: Pick<Trial, "size" | "progress">,
  isSabotaged = false,
): Promise<Verdict> {
  const kept: Installation[] = [];
  const claimed = new Set<string>();
  const store: InstallationStore = {
    find: async () => null,
    async save({ name: _, ...given }, now) {
      const saved = { ...given, tenantId: TENANT, workspaceId: "w", installedAt: now };
      kept.push(saved);
      return saved;
    },
    remove: async () => false,
  };
  const harness = await makeSlackHarness(
    { intake: createFakeIntake(), completer: { complete: async () => [] } },
    {
      config: {
        installs: {
          kind: "oauth",
          clientId: "11.22",
          clientSecret: "a-client-secret",
          publicUrl: PUBLIC_URL,
          store,
          claimOnce: async (id) => isSabotaged || (!claimed.has(id) && claimed.add(id).has(id)),
          onInstalled: () => undefined,
        },
      },
    },
  );
  const violations: string[] = [];
  const { slack, url, clock } = harness;
  slack.grants.set("good", {
    ok: true,
    access_token: "xoxb-good",
    token_type: "bot",
    scope: "chat:write",
    bot_user_id: "U0BOT",
    app_id: "A0APP",
    team: { id: "T0HOME", name: "Home" },
  });
  slack.tokens.add("xoxb-good");
  const visit = (path: string, cookie?: string) =>
    sendRaw(`${url}${path}`, "", cookie === undefined ? [] : ["cookie", cookie], "GET");
  const begin = async () => {
    const { headers } = await visit("/slack/install");
    const state = new URL(String(headers.location)).searchParams.get("state") ?? "";
    return { state, cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
  };
  const end = (state: string, cookie?: string, code = "good") =>
    visit(`/slack/oauth_redirect?code=${code}&state=${encodeURIComponent(state)}`, cookie);

  const attack = async (what: (typeof ATTACKS)[number]): Promise<{ readonly status: number }> => {
    const { state, cookie } = await begin();
    switch (what) {
      case "no state":
        return visit("/slack/oauth_redirect?code=good", cookie);
      case "a made-up state":
        return end(randomBytes(24).toString("base64url"), cookie);
      case "a changed state":
        return end(`${state.slice(0, -1)}${state.endsWith("A") ? "B" : "A"}`, cookie);
      case "another browser's state":
        return end((await begin()).state, cookie);
      case "no cookie":
        return end(state);
      case "a used state": {
        const { status } = await end(state, cookie);
        if (status !== 200) violations.push(`a genuine installation was answered ${status}`);
        kept.length = 0;
        return end(state, cookie);
      }
      case "an old state":
        clock.advance(11 * MINUTE);
        return end(state, cookie);
      case "a code that Slack does not know":
        return end(state, cookie, "stolen");
      case "a way out": {
        const { headers } = await visit(
          "/slack/install?redirect_uri=https://evil.example&next=//evil.example",
        );
        const away = new URL(String(headers.location));
        const back = away.searchParams.get("redirect_uri") ?? "";
        const isHome = away.origin === new URL(slack.apiUrl).origin || away.hostname === "slack.com";
        if (!isHome || !back.startsWith(`${PUBLIC_URL}/`))
          violations.push(`a visitor was sent to ${away.host}`);
        return { status: 400 };
      }
    }
  };
  try {
    for (let n = 0; n < size; n += 1) {
      const what = ATTACKS[n % ATTACKS.length] ?? "no state";
      kept.length = 0;
      const { status } = await attack(what);
      if (status < 400) violations.push(`${what} was answered ${status}`);
      if (kept.length > 0) violations.push(`${what} left an installation`);
      progress(n + 1);
    }
  } finally {
    await harness.close();
  }
  return { violations, figures: { attacks: size, kinds: ATTACKS.length } };
}

export const slackInstalls: Scenario = {
  id: "S7",
  title:
    "installations that nobody began: states missing, made up, changed, used, old or another browser's; stolen codes; ways out",
  criterion: "every one is refused and nothing is kept",
  promises: ["P10"],
  databases: ["pglite"],
  unit: "attacks",
  fullSize: 200,
  limitMs: 5 * 60_000,
  run: (trial) => attackInstalls(trial),
};
