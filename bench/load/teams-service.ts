import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TEAMS_APP_ID, TEAMS_ORGANISATION, teamsTeamKey } from "./teams-activities.ts";

/** Bot Service's keys, the login, Graph and the Bot Connector on loopback, outside of what is measured. */
export interface BenchTeamsService {
  readonly serviceUrl: string;
  readonly loginUrl: string;
  readonly openIdUrl: string;
  /** Bot Service signs one token for about an hour of activities. */
  readonly authorization: string;
  close(): Promise<void>;
}

const KEY_ID = "bench-key";
const TOKEN_SECONDS = 3_600;

export async function startBenchTeamsService(): Promise<BenchTeamsService> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig", endorsements: ["msteams"] };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answerTo(decodeURIComponent(request.url ?? ""))));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answerTo = (path: string): object => {
    if (path === "/openid") return { issuer: "https://api.botframework.com", jwks_uri: `${origin}/keys` };
    if (path === "/keys") return { keys: [jwk] };
    if (path.endsWith("/token"))
      return { token_type: "Bearer", expires_in: TOKEN_SECONDS, access_token: "t" };
    if (path.startsWith("/login/graph/")) return { value: [] };
    const [, personKey] = /\/members\/([^/?]+)$/.exec(path) ?? [];
    if (personKey !== undefined)
      return { id: personKey, name: personKey, aadObjectId: personKey, tenantId: TEAMS_ORGANISATION };
    if (path.endsWith("/conversations")) return { conversations: [] };
    return { id: teamsTeamKey, name: "Bench", aadGroupId: "00000000-0000-4000-8000-000000000001" };
  };

  const serviceUrl = `${origin}/smba/`;
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const claims = {
    serviceurl: serviceUrl,
    iss: "https://api.botframework.com",
    aud: TEAMS_APP_ID,
    nbf: nowSeconds - 60,
    exp: nowSeconds + TOKEN_SECONDS,
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: KEY_ID })}.${part(claims)}`;
  const signature = createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url");
  return {
    serviceUrl,
    loginUrl: `${origin}/login/`,
    openIdUrl: `${origin}/openid`,
    authorization: `Bearer ${signed}.${signature}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
