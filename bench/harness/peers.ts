import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tailOf } from "./contender.ts";

const PEERS = ["slack", "chat", "botkit", "hubot"] as const;
export type PeerName = (typeof PEERS)[number];

const folderOf = (peer: PeerName): string => fileURLToPath(new URL(`../peers/${peer}`, import.meta.url));

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Fetches a peer's packages as its lock file says, once. Gives why it could not, or `null`. */
export async function fetchPeer(peer: PeerName): Promise<string | null> {
  const folder = folderOf(peer);
  const isThere =
    modifiedMs(`${folder}/node_modules/.package-lock.json`) >=
    modifiedMs(`${folder}/package-lock.json`) - 60_000;
  if (isThere && modifiedMs(`${folder}/node_modules`) > 0) return null;
  const child = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const errors = tailOf(child);
  const [code] = await once(child, "exit");
  return code === 0 ? null : `npm ci in bench/peers/${peer} failed: ${errors().split("\n", 1)[0] ?? ""}`;
}
