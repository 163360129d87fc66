import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { annotateTrip, JOURNAL } from "@/api/journal";
import type { JournalTrip } from "@/api/types";
import { Button } from "@/ui/Button";
import { HistoryLines } from "@/ui/HistoryLines";
import { notify } from "@/ui/notify";
import { useSubmit } from "@/ui/useSubmit";
import { Warning } from "@/ui/Warning";

interface TripDetailsProps {
  accountId: string;
  trip: JournalTrip;
}

/** How a round trip went, and what its trader thinks of it. */
export function TripDetails({ accountId, trip }: TripDetailsProps) {
  return (
    <div className="grid gap-3 bg-raised/40 p-2 @min-[760px]:grid-cols-[1fr_280px]">
      <div className="@container min-w-0 overflow-x-auto">
        <HistoryLines caption={`What happened to ${trip.symbol}`} lines={trip.events} />
      </div>
      <Thoughts accountId={accountId} trip={trip} />
    </div>
  );
}

const FIELD = "rounded-sm border border-line bg-field px-2 text-xs hover:border-edge";

function Thoughts({ accountId, trip }: TripDetailsProps) {
  const id = useId();
  const queryClient = useQueryClient();
  const [tags, setTags] = useState(trip.tags.join(", "));
  const [note, setNote] = useState(trip.note);
  const { busy, problem, submit } = useSubmit(async () => {
    await annotateTrip(accountId, trip.round_trip_id, { tags: tagsOf(tags), note });
    await queryClient.invalidateQueries({ queryKey: [JOURNAL, accountId] });
    notify("good", "Noted.");
  });

  function save(event: FormEvent): void {
    event.preventDefault();
    void submit();
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-1.5 text-xs">
      <label htmlFor={`${id}-tags`} className="text-dim">
        Tags, with commas between them
      </label>
      <input
        id={`${id}-tags`}
        value={tags}
        placeholder="breakout, earnings"
        onChange={(event) => setTags(event.target.value)}
        className={`h-7 ${FIELD}`}
      />
      <label htmlFor={`${id}-note`} className="text-dim">
        Note
      </label>
      <textarea
        id={`${id}-note`}
        value={note}
        rows={3}
        maxLength={4000}
        onChange={(event) => setNote(event.target.value)}
        className={`py-1 ${FIELD}`}
      />
      {problem && (
        <div role="alert">
          <Warning>{problem.message}</Warning>
        </div>
      )}
      <Button type="submit" className="self-end" disabled={busy}>
        Save
      </Button>
    </form>
  );
}

function tagsOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
