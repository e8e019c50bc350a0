import { lockFolder } from "../../../src/store/embedded/folder-lock.ts";

/** Takes the lock of a folder and keeps it until it is killed. */
await lockFolder(process.argv[2] ?? "");
process.stdout.write("held\n");
setInterval(() => undefined, 1_000);
