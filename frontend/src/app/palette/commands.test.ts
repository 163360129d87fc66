import { expect, it, vi } from "vitest";
import { type CommandGroup, commands, type Deeds, type Known } from "@/app/palette/commands";
import { aSession } from "@/test/fixtures";

const ACCOUNTS = aSession().accounts;

function deeds(): Deeds {
  return {
    trade: vi.fn(),
    close: vi.fn(),
    go: vi.fn(),
    help: vi.fn(),
    toggleAmounts: vi.fn(),
    prefer: vi.fn(),
    logOut: vi.fn(),
  };
}

function known(changes: Partial<Known> = {}): Known {
  return {
    symbols: [{ symbol: "META", name: "Meta Platforms, Inc." }],
    held: [],
    accounts: ACCOUNTS,
    accountId: ACCOUNTS[0]?.account_id ?? "",
    amountsHidden: false,
    typed: "",
    ...changes,
  };
}

function labels(groups: CommandGroup[]): string[] {
  return groups.flatMap(({ items }) => items.map(({ label }) => label));
}

it("takes a symbol to the ticket, whether anybody quotes it or not", () => {
  const done = deeds();
  const items = commands(known({ typed: "xyz" }), done).flatMap((group) => group.items);
  items.find(({ label }) => label === "META")?.run();
  items.at(-1)?.run();
  expect(done.trade).toHaveBeenNthCalledWith(1, "META");
  expect(done.trade).toHaveBeenNthCalledWith(2, "XYZ");
  expect(labels(commands(known({ typed: "meta" }), done))).not.toContain("Into the ticket");
});

it("puts a symbol that is typed out before everything that has its letters", () => {
  const symbols = [
    { symbol: "META", name: "Meta Platforms, Inc." },
    { symbol: "T", name: "AT&T Inc." },
  ];
  expect(labels(commands(known({ symbols, typed: "t" }), deeds()))[0]).toBe("T");
  expect(labels(commands(known({ symbols, typed: "me" }), deeds()))[0]).toBe("War room");
});

it("closes and flips what is held, and nothing else", () => {
  expect(labels(commands(known({ held: ["META"] }), deeds()))).toContain("Flip META");
  expect(labels(commands(known(), deeds())).some((label) => label.startsWith("Close"))).toBe(false);
});

it("switches to every account but the one on the screen", () => {
  const found = labels(commands(known({ accountId: "another" }), deeds()));
  expect(found.filter((label) => label.startsWith("Switch to"))).toHaveLength(ACCOUNTS.length);
  expect(labels(commands(known(), deeds()))).not.toContain(`Switch to ${ACCOUNTS[0]?.name}`);
});
