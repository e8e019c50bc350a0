/** Bits of Discord's permission field that we look at. */
export const PERMISSIONS = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  sendMessagesInThreads: 1n << 38n,
} as const;

export const ALL_PERMISSIONS = (1n << 53n) - 1n;

export interface Overwrite {
  /** Of a role or a person. */
  readonly key: string;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface PermissionSource {
  /** Whose server it is. */
  readonly ownerKey: string;
  /** The role that everybody has bears the server's own key. */
  readonly guildKey: string;
  rolePermissions(roleKey: string): bigint;
}

/** What somebody may do in the whole server. Pure. */
export function permissionsOf(
  guild: PermissionSource,
  personKey: string,
  roleKeys: readonly string[],
): bigint {
  if (personKey === guild.ownerKey) return ALL_PERMISSIONS;
  let all = guild.rolePermissions(guild.guildKey);
  for (const roleKey of roleKeys) all |= guild.rolePermissions(roleKey);
  return all & PERMISSIONS.administrator ? ALL_PERMISSIONS : all;
}

/** The same in one channel: everybody's overwrite, then those of all roles together, then the person's own. Pure. */
export function permissionsIn(
  guild: PermissionSource,
  overwrites: readonly Overwrite[],
  personKey: string,
  roleKeys: readonly string[],
): bigint {
  const base = permissionsOf(guild, personKey, roleKeys);
  if (base === ALL_PERMISSIONS) return base;
  const at = (key: string): Overwrite | undefined => overwrites.find((overwrite) => overwrite.key === key);
  const roles = overwrites.filter(({ key }) => key !== guild.guildKey && roleKeys.includes(key));
  const ofRoles = {
    allow: roles.reduce((all, { allow }) => all | allow, 0n),
    deny: roles.reduce((all, { deny }) => all | deny, 0n),
  };
  return [at(guild.guildKey), ofRoles, at(personKey)].reduce(
    (may, overwrite) => (overwrite ? (may & ~overwrite.deny) | overwrite.allow : may),
    base,
  );
}

/** Pure; `false` for nonsense. */
export const may = (permissions: bigint, ...needed: readonly bigint[]): boolean =>
  needed.every((bit) => (permissions & bit) === bit);
