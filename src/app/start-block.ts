export interface StartFacts {
  readonly address: string;
  readonly company: string;
  readonly isDemo: boolean;
  /** Sample data is on its way in; the chat opens when it is there. */
  readonly isLoading: boolean;
  /** How Slack is reached; `null` when nothing of it is configured. */
  readonly slack: string | null;
  /** How Discord is reached and how a server lets the bot in; `null` when nothing of it is configured. */
  readonly discord: { readonly way: string; readonly invite: string } | null;
  /** How Teams is reached; `null` when nothing of it is configured. */
  readonly teams: string | null;
  readonly database: string;
  readonly search: string;
  readonly models: string;
  readonly dataDir: string;
  readonly needsLogin: boolean;
  /** `false`: it takes in and shows, others do the work. */
  readonly works: boolean;
  readonly startedInMs: number;
}

const HOW_TO_CONNECT = [
  ["slack", "Slack by SLACK_BOT_TOKEN (see adapters/slack/README.md)"],
  ["discord", "Discord by DISCORD_TOKEN (see adapters/discord/README.md)"],
  ["teams", "Teams by MICROSOFT_APP_ID (see adapters/teams/README.md)"],
] as const;

/** What is connected, then how the rest can be. */
function platformsOf({ slack, discord, teams }: StartFacts): string {
  const ways = {
    slack: slack && `Slack (${slack})`,
    discord: discord && `Discord (${discord.way})`,
    teams: teams && `Teams (${teams})`,
  };
  const connected = ["browser chat", ...Object.values(ways).filter((way) => way !== null)].join(", ");
  const open = HOW_TO_CONNECT.filter(([platform]) => ways[platform] === null).map(([, how]) => how);
  return [connected, ...open].join("; ");
}

/** Sample documents answer the people of whatever is connected to them. */
function companyOf({ isDemo, company, slack, teams }: StartFacts): string {
  if (!isDemo) return company;
  if (slack === null && teams === null) return `${company} (sample data)`;
  return `${company} (sample data answers your people; start your own company with another DATA_DIR or database)`;
}

/** The one block a start prints: where, what is embedded, what is connected, where the data lies, what comes next. */
export function startBlock(facts: StartFacts): string {
  const rows: readonly (readonly [string, string])[] = [
    ["Open", facts.address],
    ["Company", companyOf(facts)],
    ["Platforms", platformsOf(facts)],
    ...(facts.discord ? [["Invite", facts.discord.invite] as const] : []),
    ...(facts.isLoading
      ? [["Loading", "sample data, in the background; the chat opens when it is in"] as const]
      : []),
    ["Database", facts.database],
    ["Search", facts.search],
    ["Models", facts.models],
    ["Data", facts.dataDir],
    ...(facts.works ? [] : [["Work", "left to other processes of this database (WORK=off)"] as const]),
    [
      "Login",
      facts.needsLogin
        ? "needed; make the first account with npm run admin -- create NAME --role admin"
        : "none: only this machine can come in",
    ],
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(10)}${value}`);
  return `\n  Rapport is running (${(facts.startedInMs / 1_000).toFixed(1)} s)\n\n${lines.join("\n")}\n\n  Stop with Ctrl-C; nothing is lost.\n\n`;
}
