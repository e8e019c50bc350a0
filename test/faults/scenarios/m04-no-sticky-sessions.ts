import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import { postIn } from "../../replicas/chat.ts";
import { type Replica, withReplicas } from "../../replicas/replica.ts";
import { openViewer } from "../../replicas/viewer.ts";
import type { Scenario } from "../scenario.ts";

const PASSWORD = "correct horse battery staple 7";
/** Loopback all the same, but not an address that asks for no login. */
const MAPPED = "::ffff:127.0.0.1";
const WAIT_MS = 15_000;

/** Begun on one process, gone on with on another: a form, an upload, a login and its end. */
export const noStickySessions: Scenario = {
  id: "M4",
  title: "what is begun on one process goes on at another",
  criterion: "forms, uploads and logins of one process hold on the next; a logout everywhere < 5 s",
  promises: ["P2"],
  databases: ["postgres"],
  unit: "rounds",
  fullSize: 20,
  async run({ size, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    const violations: string[] = [];
    const expect = (isKept: boolean, sentence: string): void => {
      if (!isKept) violations.push(sentence);
    };
    const open = [0, 1].map((n) => ({ databaseUrl, folder, name: `open-${n}` }));
    await withReplicas(open, async ([one, other]) => {
      if (!one || !other) return;
      for (let round = 0; round < size; round += 1) {
        await formAcross(one, other, expect);
        await uploadAcross(one, other, expect);
        progress(round / 2 + 0.5);
      }
    });
    const shut = [0, 1].map((n) => ({ databaseUrl, folder, name: `shut-${n}`, env: { HOST: MAPPED } }));
    await withReplicas(shut, async ([one, other]) => {
      if (!one || !other) return;
      await createAccount(databaseUrl, folder);
      for (let round = 0; round < size; round += 1) {
        await loginAcross(one, other, expect);
        progress(size / 2 + round / 2 + 0.5);
      }
    });
    return { violations, figures: { rounds: size } };
  },
};

type Expect = (isKept: boolean, sentence: string) => void;

const asMaya = { [PERSONA_HEADER]: "maya" };
const json = { "content-type": "application/json" };

async function formAcross(one: Replica, other: Replica, expect: Expect): Promise<void> {
  const window = await openViewer(one.origin, "maya");
  const command = { clientKey: randomUUID(), channelKey: "help", threadKey: null, text: "/rapport ticket" };
  await fetch(`${other.origin}${WEB_API_PATH}/commands`, {
    method: "POST",
    headers: { ...json, ...asMaya },
    body: JSON.stringify(command),
  });
  for (let waited = 0; window.forms.length === 0 && waited < WAIT_MS; waited += 50) await sleep(50);
  const [opened] = window.forms;
  window.close();
  expect(opened !== undefined, "a form did not reach the window at another process");
  for (const replica of opened ? [one, other] : []) {
    const values = Object.fromEntries(opened?.fields.map((field) => [field.fieldId, field.value]) ?? []);
    const answer = await fetch(`${replica.origin}${WEB_API_PATH}/forms`, {
      method: "POST",
      headers: { ...json, ...asMaya },
      body: JSON.stringify({ clientKey: randomUUID(), formToken: opened?.token, values }),
    });
    expect(answer.ok, `a form was refused with ${answer.status} by one of two processes`);
    await answer.arrayBuffer();
  }
}

async function uploadAcross(one: Replica, other: Replica, expect: Expect): Promise<void> {
  const body = new FormData();
  const bytes = `parcel list ${randomUUID()}`;
  body.set("post", JSON.stringify({ clientKey: randomUUID(), channelKey: "general", text: "see the list" }));
  body.set("file", new File([bytes], "list.txt", { type: "text/plain" }));
  const headers = asMaya;
  const answer = await fetch(`${one.origin}${WEB_API_PATH}/posts`, { method: "POST", headers, body });
  expect(answer.ok, `an upload was answered with ${answer.status}`);
  if (!answer.ok) return;
  const post = postIn(await answer.json());
  const path = `${WEB_API_PATH}/posts/${post.postKey}/files/${post.files[0]?.fileId}?as=maya`;
  const found = await fetch(`${other.origin}${path}`);
  expect(found.ok && (await found.text()) === bytes, "an uploaded file is not there at another process");
}

async function loginAcross(one: Replica, other: Replica, expect: Expect): Promise<void> {
  const headers = { ...json, "x-rapport-console": "1" };
  const me = async (replica: Replica, cookie: string): Promise<boolean> => {
    const answer = await fetch(`${replica.origin}/api/v1/tickets`, { headers: { cookie } });
    await answer.arrayBuffer();
    return answer.ok;
  };
  const login = await fetch(`${one.origin}/api/v1/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name: "ada", password: PASSWORD }),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .join("; ");
  expect(login.ok, `a login was answered with ${login.status}`);
  expect(await me(other, cookie), "a login of one process does not hold at another");
  await fetch(`${other.origin}/api/v1/session`, { method: "DELETE", headers: { ...headers, cookie } });
  await sleep(4_000);
  expect(!(await me(one, cookie)), "a login that was ended at one process still holds at another");
}

async function createAccount(databaseUrl: string, folder: string): Promise<void> {
  const args = ["--import", "tsx", "src/cli/admin.ts", "create", "ada", "--role", "admin"];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, DATA_DIR: folder },
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin?.end(`${PASSWORD}\n`);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`the account could not be made: ${String(code)}`);
}
