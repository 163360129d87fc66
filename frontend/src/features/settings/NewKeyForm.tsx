import { useState } from "react";
import { makeApiKey } from "@/api/apiKeys";
import type { NewApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { useSubmit } from "@/ui/useSubmit";
import { Warning } from "@/ui/Warning";

export function NewKeyForm({ onMade }: { onMade: (key: NewApiKey) => void }) {
  const [name, setName] = useState("");
  const [pushes, setPushes] = useState(false);
  const { busy, problem, submit } = useSubmit(async () => {
    onMade(await makeApiKey(name.trim(), pushes ? ["quotes:write"] : ["account"]));
    setName("");
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="flex items-end gap-2">
        <div className="min-w-0 grow">
          <TextField
            label="Name of a new key"
            placeholder="my bot"
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" size="large" className="h-10" disabled={busy || name.trim() === ""}>
          Make a key
        </Button>
      </div>
      <Switch
        label="For pushing quotes, not for trading"
        hint="Only the first user of this Thor may make one."
        checked={pushes}
        onChange={setPushes}
      />
      {problem && (
        <div role="alert">
          <Warning>{problem.message}</Warning>
        </div>
      )}
    </form>
  );
}
