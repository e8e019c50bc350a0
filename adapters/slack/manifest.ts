import { GLOBAL_SHORTCUTS } from "./home/home.ts";
import { REDIRECT_PATH } from "./install/install-pages.ts";
import { BOT_EVENTS, BOT_SCOPES, SCOPE_REASONS } from "./install/scopes.ts";
import { MESSAGE_SHORTCUTS } from "./parse/read-interaction.ts";
import { EVENTS_PATH } from "./receive/http-door.ts";

/** A command as Rapport defines it once for all platforms: `rapport ask`, `history`. */
export interface ManifestCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}

export interface ManifestOptions {
  readonly commands: readonly ManifestCommand[];
  /** Where Slack reaches us, without a slash at the end. */
  readonly publicUrl: string;
  /** Nothing reaches us: we open a socket. */
  readonly isSocketMode: boolean;
}

/** Longest texts that Slack takes in a manifest. */
const MANIFEST_LIMITS = { description: 140, usageHint: 1_000, commandDescription: 2_000 } as const;

/** The app as Slack is to make it, in YAML. Pure. */
export function renderManifest(options: ManifestOptions): string {
  const head = options.isSocketMode
    ? "Socket Mode: make an app-level token with the scope connections:write."
    : "Put your own address in the place of this one, or print it: npm run manifest:slack -- --url https://...";
  return `# Made by npm run manifest:slack -- --write. Paste it at https://api.slack.com/apps, "Create New App", "From a manifest".\n# ${head}\n${toYaml(manifestOf(options))}`;
}

const NOWHERE: Readonly<Record<string, Yaml>> = {};

function manifestOf({ commands, publicUrl, isSocketMode }: ManifestOptions): Yaml {
  const at = (field: string, path = EVENTS_PATH): Readonly<Record<string, string>> =>
    isSocketMode ? {} : { [field]: `${publicUrl}${path}` };
  return {
    display_information: {
      name: "Rapport",
      description:
        "Answers customers from your documents, knows when to be silent, and brings in your team.".slice(
          0,
          MANIFEST_LIMITS.description,
        ),
      background_color: "#1f2a44",
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "Rapport", always_online: true },
      assistant_view: { assistant_description: "Ask a question about our documents." },
      shortcuts: [
        ...Object.entries(GLOBAL_SHORTCUTS).map(([callback_id, { name }]) => ({
          name,
          type: "global",
          callback_id,
          description: "Opens a ticket with the team",
        })),
        ...Object.entries(MESSAGE_SHORTCUTS).map(([callback_id, { name }]) => ({
          name,
          type: "message",
          callback_id,
          description: `${name} about this message`,
        })),
      ],
      slash_commands: slashCommandsOf(commands).map((command) => ({
        ...command,
        ...at("url"),
        should_escape: true,
      })),
    },
    oauth_config: {
      ...(isSocketMode ? NOWHERE : { redirect_urls: [`${publicUrl}${REDIRECT_PATH}`] }),
      scopes: { bot: BOT_SCOPES.map((scope) => commented(scope, SCOPE_REASONS[scope] ?? "")) },
    },
    settings: {
      event_subscriptions: { ...at("request_url"), bot_events: BOT_EVENTS },
      interactivity: {
        is_enabled: true,
        ...at("request_url"),
        ...(isSocketMode ? {} : { message_menu_options_url: `${publicUrl}${EVENTS_PATH}` }),
      },
      org_deploy_enabled: true,
      socket_mode_enabled: isSocketMode,
      token_rotation_enabled: false,
    },
  };
}

/** Slack knows one word behind the slash; what may follow stands in the hint. */
function slashCommandsOf(commands: readonly ManifestCommand[]): readonly Readonly<Record<string, string>>[] {
  const words = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name))];
  return words.map((word) => {
    const own = commands.find(({ name }) => name === word);
    const below = commands.filter(({ name }) => name.startsWith(`${word} `));
    const hint = own?.usage || below.map(({ name }) => name.slice(word.length + 1)).join(" | ");
    const description = own?.summary ?? "Ask, open a ticket, see and delete what is kept about you";
    return {
      command: `/${word}`,
      description: description.slice(0, MANIFEST_LIMITS.commandDescription),
      ...(hint === "" ? {} : { usage_hint: hint.slice(0, MANIFEST_LIMITS.usageHint) }),
    };
  });
}

class Commented {
  constructor(
    readonly value: string,
    readonly comment: string,
  ) {}
}
const commented = (value: string, comment: string): Commented => new Commented(value, comment);

type Yaml = string | boolean | Commented | readonly Yaml[] | { readonly [name: string]: Yaml };

/** Enough of YAML for a manifest. Words that need it are quoted as in JSON, which YAML reads. */
function toYaml(value: Yaml, indent = ""): string {
  if (typeof value === "string") return `${quoted(value)}\n`;
  if (typeof value === "boolean") return `${value}\n`;
  if (value instanceof Commented) return `${quoted(value.value)} # ${value.comment}\n`;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `\n${value.map((item: Yaml) => `${indent}- ${toYaml(item, inner).replace(/^\n\s*/, "")}`).join("")}`;
  const lines = Object.entries(value).map(([name, held]) => {
    const text = toYaml(held, inner);
    return `${indent}${name}:${text.startsWith("\n") ? "" : " "}${text}`;
  });
  return `\n${lines.join("")}`;
}

const quoted = (text: string): string => (/^[A-Za-z/][\w./-]*$/.test(text) ? text : JSON.stringify(text));
