import { describe, expect, it } from "vitest";
import { problemFrom, unreachable } from "@/api/problem";
import { anOrder } from "@/test/fixtures";

describe("a refusal", () => {
  it("carries its sentence, its fields and the order it is about", () => {
    const problem = problemFrom(422, {
      code: "invalid_tick",
      detail: "The limit price is not on a tick.",
      errors: [{ field: "body.limit_price", reason: "Steps of 0.01." }],
      order: anOrder(),
    });
    expect(problem).toMatchObject({
      message: "The limit price is not on a tick.",
      code: "invalid_tick",
      fields: { limit_price: "Steps of 0.01." },
      isUncertain: false,
    });
    expect(problem.order?.symbol).toBe("AAPL");
  });

  it.each([null, "<html>Bad gateway</html>", {}])("is a sentence even without one: %j", (body) => {
    expect(problemFrom(502, body).message).toBe("The server answered with 502.");
  });

  it("leaves open what happened where no answer came", () => {
    expect(unreachable().isUncertain).toBe(true);
    expect(problemFrom(503, {}).isUncertain).toBe(true);
    expect(problemFrom(409, {}).isUncertain).toBe(false);
  });
});
