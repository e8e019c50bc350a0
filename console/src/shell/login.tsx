import { useState } from "preact/hooks";
import { asFault, type Fault } from "../lib/api.ts";
import { logIn, me } from "../lib/session.ts";
import { Icon } from "../ui/icon.tsx";

export function Login() {
  const [fault, setFault] = useState<Fault | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    try {
      await logIn(String(fields.get("name") ?? ""), String(fields.get("password") ?? ""));
    } catch (error) {
      setFault(asFault(error));
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form class="login-card" onSubmit={(event) => void submit(event)}>
        <div>
          <h1>Log in to Rapport</h1>
          <p class="lead">{me.value?.tenant.name}</p>
          {me.value?.hint ? <p class="notice">{me.value.hint}</p> : null}
        </div>
        <label class="field">
          <span>Name</span>
          <input class="input" name="name" autocomplete="username" required autofocus />
        </label>
        <label class="field">
          <span>Password</span>
          <input class="input" name="password" type="password" autocomplete="current-password" required />
        </label>
        {fault ? (
          <p class="field-fault" role="alert">
            <Icon name="warning" size={16} />
            <span>
              {fault.message} {fault.cure}
            </span>
          </p>
        ) : null}
        <button class="button button-primary" type="submit" disabled={isBusy}>
          {isBusy ? "Logging in…" : "Log in"}
        </button>
      </form>
    </main>
  );
}
