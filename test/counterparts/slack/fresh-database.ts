import { randomUUID } from "node:crypto";
import postgres from "postgres";

/** A database of its own on the server of TEST_DATABASE_URL, which goes with the server. */
export async function freshDatabase(): Promise<string> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error("TEST_DATABASE_URL names no server; npm run test:slack starts one");
  const name = `slack_story_${randomUUID().replaceAll("-", "")}`;
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(`create database ${name}`);
  } finally {
    await client.end({ timeout: 1 });
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
