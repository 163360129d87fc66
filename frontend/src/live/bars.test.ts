import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Bar, MessageOf } from "@/api/types";
import { connectBars, disconnectBars, followBars, hearBars, joined, merged } from "@/live/bars";
import { aBar } from "@/test/fixtures";

const at = (minute: number, changes: Partial<Bar> = {}) =>
  aBar({ time: `2026-03-02T15:0${minute}:00Z`, ...changes });

const snapshot = (ver: number, ...bars: Bar[]): MessageOf<"bars.snapshot"> => ({
  type: "bars.snapshot",
  symbol: "AAPL",
  resolution: "1m",
  ver,
  data: { bars },
});
const delta = (prev: number, ver: number, ...bars: Bar[]): MessageOf<"bars.delta"> => ({
  ...snapshot(ver, ...bars),
  type: "bars.delta",
  prev,
});

const times = (bars: readonly Bar[]) => bars.map(({ time }) => Number(time.slice(15, 16)));

describe("bars put together", () => {
  it("come each once, oldest first, the one with more trades winning", () => {
    const known = [at(1), at(2, { close: "2", trades: 5 })];
    const after = merged(known, [at(2, { close: "3", trades: 6 }), at(3)]);
    expect(times(after)).toEqual([1, 2, 3]);
    expect(after[1]?.close).toBe("3");
  });

  it("are not changed by what is late", () => {
    const known = [at(1, { close: "1", trades: 9 }), at(2)];
    expect(merged(known, [at(1, { close: "7", trades: 4 })])[0]?.close).toBe("1");
  });

  it("take a bar in between at its place", () => {
    expect(times(merged([at(1), at(3)], [at(2)]))).toEqual([1, 2, 3]);
  });

  it("join a snapshot that overlaps, and give way to one that leaves a hole", () => {
    expect(times(joined([at(1), at(2)], [at(2), at(3)]))).toEqual([1, 2, 3]);
    expect(times(joined([at(1), at(2)], [at(5), at(6)]))).toEqual([5, 6]);
  });
});

describe("following a symbol", () => {
  const sent: object[] = [];
  const sub = { op: "sub", ch: "bars", symbol: "AAPL", resolution: "1m" };
  const listener = () => ({ all: vi.fn(), changed: vi.fn(), problem: vi.fn() });
  const leaving: (() => void)[] = [];
  const follow = (each: ReturnType<typeof listener>) => {
    const leave = followBars("AAPL", "1m", each);
    leaving.push(leave);
    return leave;
  };

  beforeEach(() => {
    sent.length = 0;
    connectBars((message) => sent.push(message));
  });
  afterEach(() => {
    for (const leave of leaving.splice(0)) leave();
    disconnectBars();
  });

  it("subscribes once for two charts, hands the second what there is, and ends with the last", () => {
    const [first, second] = [listener(), listener()];
    const leaveFirst = follow(first);
    hearBars(snapshot(1, at(1)));
    const leaveSecond = follow(second);
    expect(second.all).toHaveBeenCalledTimes(1);
    leaveFirst();
    expect(sent).toEqual([sub]);
    leaveSecond();
    expect(sent).toEqual([sub, { ...sub, op: "unsub" }]);
    hearBars(delta(1, 2, at(2)));
    expect(second.changed).not.toHaveBeenCalled();
  });

  it("asks again after a gap, and takes nothing until the snapshot is there", () => {
    const chart = listener();
    follow(chart);
    hearBars(snapshot(1, at(1)));
    hearBars(delta(7, 8, at(3)));
    hearBars(delta(8, 9, at(4)));
    expect(sent).toEqual([sub, sub]);
    expect(chart.changed).not.toHaveBeenCalled();
    hearBars(snapshot(9, at(1), at(2), at(3), at(4)));
    expect(times(chart.all.mock.lastCall?.[0])).toEqual([1, 2, 3, 4]);
  });

  it("subscribes again on a new connection", () => {
    follow(listener());
    disconnectBars();
    connectBars((message) => sent.push(message));
    expect(sent).toEqual([sub, sub]);
  });

  it("tells the chart why there are no bars", () => {
    const chart = listener();
    follow(chart);
    hearBars({
      type: "error",
      code: "unknown_symbol",
      detail: "AAPL is not a symbol that is known here.",
      ch: "bars",
      account_id: null,
      symbol: "AAPL",
      resolution: "1m",
    });
    expect(chart.problem).toHaveBeenCalledWith("AAPL is not a symbol that is known here.");
  });
});
