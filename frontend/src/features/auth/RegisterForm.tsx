import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { register } from "@/api/session";
import type { Session } from "@/api/types";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import { Warning } from "@/ui/Warning";

const PASSWORD_MIN = 10;

export function RegisterForm({ onDone }: { onDone: (session: Session) => void }) {
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
        await register({
          email: String(form.get("email")).trim(),
          password: String(form.get("password")),
          display_name: String(form.get("display_name")).trim() || null,
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
        label="Name"
        hint="How the screen addresses you. You may leave it empty."
        name="display_name"
        autoComplete="name"
        error={problem?.fields.display_name}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        error={problem?.fields.email}
      />
      <TextField
        label="Password"
        hint={`At least ${PASSWORD_MIN} characters.`}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={PASSWORD_MIN}
        required
        error={problem?.fields.password}
      />
      {problem && (
        <div role="alert">
          <Warning>{problem.message}</Warning>
        </div>
      )}
      <Button type="submit" look="primary" size="large" disabled={busy}>
        {busy ? "Opening your account…" : "Open a paper account"}
      </Button>
    </form>
  );
}
