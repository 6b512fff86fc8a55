import fc from "fast-check";
import { expect, it } from "vitest";
import { applyMask } from "./apply-mask.ts";

it("leaves the logits of allowed tokens as they are and takes the others out", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.float({ noNaN: true })), { maxLength: 100 }), (tokens) => {
      const mask = new Int32Array(Math.ceil(tokens.length / 32));
      for (const [token, [isAllowed]] of tokens.entries())
        if (isAllowed) mask[token >> 5]! |= 1 << (token & 31);
      const logits = Float32Array.from(tokens, ([, logit]) => logit);
      applyMask(logits, mask);
      expect([...logits]).toEqual(
        tokens.map(([isAllowed, logit]) => (isAllowed ? logit : Number.NEGATIVE_INFINITY)),
      );
    }),
  );
});

it("knows words of which all or none are allowed", () => {
  const logits = new Float32Array(96).fill(1);
  applyMask(logits, Int32Array.of(-1, 0, 1));
  expect(logits.indexOf(Number.NEGATIVE_INFINITY)).toBe(32);
  expect([logits[31], logits[63], logits[64], logits[65]]).toEqual([
    1,
    Number.NEGATIVE_INFINITY,
    1,
    Number.NEGATIVE_INFINITY,
  ]);
});
