import type { Server } from "node:http";
import { RapportError } from "../domain/errors.ts";

/** Rejects with `http.port-in-use`, `http.port-forbidden`, `http.host-unknown`. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenFault(error, host, port));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new RapportError(
      "http.port-in-use",
      `Port ${port} on ${host} is in use by another program.`,
      `Stop that program, or start Rapport on another port: PORT=${port + 1} npm start`,
      { cause: error },
    );
  }
  if (error.code === "EACCES") {
    return new RapportError(
      "http.port-forbidden",
      `Port ${port} may not be used by this user.`,
      "Take a port from 1024 on, for example PORT=3000.",
      { cause: error },
    );
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new RapportError(
      "http.host-unknown",
      `This machine has no address ${host}.`,
      "Set HOST=127.0.0.1 for this machine alone, or HOST=0.0.0.0 for all its addresses.",
      { cause: error },
    );
  }
  return error;
}
