import { describe, expect, it } from "vitest";
import { money, price, quantity, ratio, share, signedMoney, signedPercent } from "@/kernel/format";
import {
  age,
  clockTime,
  date,
  lasting,
  monthName,
  monthsSince,
  remaining,
  shortTime,
} from "@/kernel/time";

describe("figures", () => {
  it("writes money to the cent, exactly", () => {
    expect(money("100000")).toBe("$100,000.00");
    expect(money("12345678901234567.89")).toBe("$12,345,678,901,234,567.89");
    expect(money("-12.5")).toBe("\u2212$12.50");
  });

  it("signs gains and losses, and leaves zero alone", () => {
    expect(signedMoney("12.5")).toBe("+$12.50");
    expect(signedMoney("-12.5")).toBe("\u2212$12.50");
    expect(signedMoney("0.00")).toBe("$0.00");
    expect(signedPercent("-1.2")).toBe("\u22121.20%");
    expect(signedPercent("1.2")).toBe("+1.20%");
  });

  it("writes a price with two to four decimals", () => {
    expect(price("189.3")).toBe("189.30");
    expect(price("0.1234")).toBe("0.1234");
    expect(price("415.646666666667")).toBe("415.6467");
  });

  it("writes what is unknown as a dash, never as zero", () => {
    expect([money(null), price(undefined), quantity(null), signedMoney(null)]).toEqual(
      Array(4).fill("—"),
    );
  });
});

describe("time", () => {
  it("is exchange time, winter and summer", () => {
    expect(clockTime("2026-01-05T14:30:00Z")).toBe("09:30:00");
    expect(clockTime("2026-07-06T13:30:00Z")).toBe("09:30:00");
  });

  it("adds the day where it is not today's", () => {
    const now = Date.parse("2026-03-02T20:00:00Z");
    expect(shortTime("2026-03-02T15:00:00Z", now)).toBe("10:00:00");
    expect(shortTime("2026-02-27T15:00:00Z", now)).toBe("Feb 27 10:00:00");
  });

  it("counts down without showing zero before it is over", () => {
    expect(remaining(27_001)).toBe("0:28");
    expect(remaining(1)).toBe("0:01");
    expect(remaining(-5)).toBe("0:00");
    expect(remaining(300_000)).toBe("5:00");
  });

  it("tells an age in its largest unit", () => {
    expect([age(84), age(12_900), age(180_000), age(7_200_000)]).toEqual([
      "84 ms",
      "12 s",
      "3 min",
      "2 h",
    ]);
  });
});

it("writes ratios and shares, and a dash for what cannot be said", () => {
  expect(ratio("1.8444")).toBe("1.84");
  expect(share("0.5714")).toBe("57.1%");
  expect([ratio(null), share(null)]).toEqual(["—", "—"]);
});

it.each([
  ["0.4000", "0 s"],
  ["45.0000", "45 s"],
  ["200", "3 min 20 s"],
  ["7500", "2 h 5 min"],
  ["259200", "3 d"],
  [null, "—"],
])("says of %s seconds that they are %s", (seconds, words) => {
  expect(lasting(seconds)).toBe(words);
});

it("gives a day by the exchange's calendar", () => {
  expect(date("2026-03-03T01:00:00Z")).toBe("Mar 02, 2026");
});

it("names the exchange's months from a moment to now", () => {
  const now = Date.parse("2026-02-10T12:00:00Z");
  // It was still November in New York.
  expect(monthsSince("2025-12-01T03:00:00Z", now)).toEqual([
    "2026-02",
    "2026-01",
    "2025-12",
    "2025-11",
  ]);
  expect(monthName("2026-02")).toBe("February 2026");
});
