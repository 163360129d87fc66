import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKeysQuery, revokeApiKey } from "@/api/apiKeys";
import { asProblem } from "@/api/problem";
import type { ApiKey, NewApiKey } from "@/api/types";
import { NewKeyForm } from "@/features/settings/NewKeyForm";
import { date } from "@/kernel/time";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { Secret } from "@/ui/Secret";

/** Keys for programs that trade as the user. A key is shown once, when it is made. */
export function ApiKeysPanel() {
  const query = useQuery(apiKeysQuery);
  const queryClient = useQueryClient();
  const [made, setMade] = useState<NewApiKey | null>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });

  async function revoke({ key_id, name }: ApiKey): Promise<void> {
    const sure = await confirm({
      title: `Revoke ${name}?`,
      text: "Programs that use it are refused from then on.",
      action: "Revoke the key",
    });
    if (!sure) return;
    await revokeApiKey(key_id).catch((error: unknown) => notify("bad", asProblem(error).message));
    if (made?.api_key.key_id === key_id) setMade(null);
    await refresh();
  }

  return (
    <Panel title="API keys">
      <div className="flex flex-col gap-3 p-3">
        <p className="text-sm text-soft">
          For programs: send one as <code className="figure">Authorization: Bearer …</code>
        </p>
        <NewKeyForm
          onMade={(key) => {
            setMade(key);
            void refresh();
          }}
        />
        {made && (
          <Secret
            label={`The key ${made.api_key.name}`}
            note="Copy it now: it is shown this once and stored nowhere."
            value={made.secret}
          />
        )}
      </div>
      <Loaded query={query} what="the keys">
        {(keys) =>
          keys.length === 0 ? <Empty>No key yet.</Empty> : <Keys keys={keys} onRevoke={revoke} />
        }
      </Loaded>
    </Panel>
  );
}

interface KeysProps {
  keys: ApiKey[];
  onRevoke: (key: ApiKey) => Promise<void>;
}

function Keys({ keys, onRevoke }: KeysProps) {
  return (
    <table className="grid-table">
      <caption className="sr-only">API keys</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Begins with</th>
          <th scope="col" className="@max-[480px]:hidden">
            May
          </th>
          <th scope="col" className="@max-[480px]:hidden">
            Made
          </th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.key_id} data-testid="api-key">
            <td className="max-w-40 truncate">{key.name}</td>
            <td className="figure text-soft">{key.prefix}…</td>
            <td className="text-soft @max-[480px]:hidden">{key.scopes.join(", ")}</td>
            <td className="text-soft @max-[480px]:hidden">{date(key.created_at)}</td>
            <td className="num">
              <Button
                size="row"
                aria-label={`Revoke ${key.name}`}
                onClick={() => void onRevoke(key)}
              >
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
