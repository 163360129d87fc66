import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { login } from "@/api/session";
import type { Session } from "@/api/types";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import { Warning } from "@/ui/Warning";

export function LoginForm({ onDone }: { onDone: (session: Session) => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      onDone(
        await login({
          email: String(form.get("email")).trim(),
          password: String(form.get("password")),
        }),
      );
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        error={problem?.fields.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={problem?.fields.password}
      />
      {problem && (
        <div role="alert">
          <Warning>{problem.message}</Warning>
        </div>
      )}
      <Button type="submit" look="primary" size="large" disabled={busy}>
        {busy ? "Logging in…" : "Log in"}
      </Button>
    </form>
  );
}
