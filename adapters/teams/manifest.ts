import { shortenText } from "../../src/domain/chat-text.ts";
import { TEAMS_LIMITS as LIMITS } from "./limits.ts";
import { EXTENSIONS } from "./parse/read-invoke.ts";

export interface ManifestCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}

export interface ManifestOptions {
  readonly appId: string;
  readonly version: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly commands: readonly ManifestCommand[];
  /** Nothing is read but what mentions the bot: no permission to read channels and chats is asked for. */
  readonly isMentionsOnly: boolean;
}

/** Ten fit, so what people need first stands first; the rest is told by `rapport help`. */
const FIRST = [
  "rapport help",
  "rapport ask",
  "rapport ticket",
  "history",
  "stats",
  "rapport digest",
  "rapport privacy",
  "rapport optout",
  "rapport setup",
  "rapport role",
];

const SCOPES = ["team", "personal", "groupChat"] as const;

/** The app as Teams installs it, by the public schema 1.19. Pure. */
export function renderManifest(options: ManifestOptions) {
  const { appId, version, publicUrl, isMentionsOnly } = options;
  return {
    $schema: "https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json",
    manifestVersion: "1.19",
    version,
    id: appId,
    developer: {
      name: "Rapport",
      websiteUrl: publicUrl,
      privacyUrl: `${publicUrl}/privacy`,
      termsOfUseUrl: `${publicUrl}/terms`,
    },
    name: { short: "Rapport", full: "Rapport, the support desk" },
    description: {
      short: "Answers customers from your documents and hands them to people.",
      full: "Rapport answers questions from the company's documents and names its sources, opens tickets, shows agents how a customer feels over time with the evidence, and posts digests. It is an automated assistant: messages of customers are analysed, including mood, to help support; staff are never analysed. Type “rapport privacy” to see, export or erase what it has of you.",
    },
    icons: { color: "color.png", outline: "outline.png" },
    accentColor: "#2F5D8A",
    bots: [
      {
        botId: appId,
        scopes: SCOPES,
        // Without it nobody can attach anything in the private chat.
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: [{ scopes: SCOPES, commands: commandList(options.commands) }],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          actionCommand(EXTENSIONS.ask, "Ask Rapport", "Answer this message from the documents", ["message"]),
          actionCommand(EXTENSIONS.ticket, "Open a ticket", "Ask the team about this", [
            "message",
            "compose",
            "commandBox",
          ]),
        ],
      },
    ],
    permissions: ["identity", "messageTeamMembers"],
    validDomains: [new URL(publicUrl).host],
    webApplicationInfo: { id: appId, resource: publicUrl },
    authorization: {
      permissions: {
        resourceSpecific: [
          // Who owns the team: its owners are Rapport's admins.
          permission("TeamMember.Read.Group"),
          ...(isMentionsOnly
            ? []
            : [permission("ChannelMessage.Read.Group"), permission("ChatMessage.Read.Chat")]),
        ],
      },
    },
    defaultInstallScope: "team",
    defaultGroupCapability: { team: "bot", groupchat: "bot" },
  };
}

const permission = (name: string) => ({ name, type: "Application" }) as const;

const actionCommand = (id: string, title: string, description: string, context: readonly string[]) => ({
  id,
  type: "action",
  title,
  description,
  context,
  fetchTask: true,
});

function commandList(commands: readonly ManifestCommand[]) {
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...commands]
    .sort((one, other) => rank(one.name) - rank(other.name))
    .slice(0, LIMITS.manifestCommands)
    .map(({ name, usage, summary }) => ({
      title: name.slice(0, LIMITS.manifestCommand),
      description: shortenText(usage === "" ? summary : `${usage} · ${summary}`, LIMITS.manifestCommandText),
    }));
}
