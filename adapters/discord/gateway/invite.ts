import { PERMISSIONS } from "../places/permissions.ts";

/** What Rapport does in a server, and nothing more. */
export const NEEDED_PERMISSIONS =
  PERMISSIONS.viewChannel |
  PERMISSIONS.readMessageHistory |
  PERMISSIONS.sendMessages |
  PERMISSIONS.sendMessagesInThreads |
  PERMISSIONS.createPublicThreads |
  PERMISSIONS.createPrivateThreads |
  PERMISSIONS.manageThreads |
  PERMISSIONS.embedLinks |
  PERMISSIONS.attachFiles |
  PERMISSIONS.addReactions;

/** Where a server's admin lets the bot in. Pure. */
export function inviteLink(applicationKey: string): string {
  const link = new URL("https://discord.com/oauth2/authorize");
  link.searchParams.set("client_id", applicationKey);
  link.searchParams.set("scope", "bot applications.commands");
  link.searchParams.set("permissions", NEEDED_PERMISSIONS.toString());
  return link.href;
}
