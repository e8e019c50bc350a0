import { effect, signal } from "@preact/signals";
import type { Me } from "../../../src/http/contract.ts";
import { asFault, call, type Fault } from "./api.ts";
import { forgetAll } from "./load.ts";
import { lostSessions } from "./lost-session.ts";
import { forgetTyped } from "./typed.ts";

export const me = signal<Me | null>(null);
export const meFault = signal<Fault | null>(null);

export async function readMe(): Promise<void> {
  try {
    me.value = await call("GET /me");
    meFault.value = null;
  } catch (error) {
    meFault.value = asFault(error);
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  me.value = await call("POST /session", { body: { name, password } });
}

export async function logOut(): Promise<void> {
  await call("DELETE /session");
  forgetAll();
  forgetTyped();
  await readMe();
}

export function followSession(): void {
  effect(() => {
    if (lostSessions.value > 0) void readMe();
  });
}

export const mayManage = (): boolean =>
  me.value?.person?.role === "admin" || me.value?.person?.role === "manager";
export const isAdmin = (): boolean => me.value?.person?.role === "admin";
