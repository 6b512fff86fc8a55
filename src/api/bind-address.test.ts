import { describe, expect, it } from "vitest";
import { isLoopback } from "./bind-address.ts";

describe("isLoopback", () => {
  it.each(["127.0.0.1", "127.8.9.10", "localhost", "LocalHost", "app.localhost", "::1", "[::1]"])(
    "takes %s for this machine",
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    "0.0.0.0",
    "::",
    "192.168.1.2",
    "127.0.0.1.evil.com",
    "localhost.evil.com",
    "evil.com",
    "",
    "127.1x",
  ])("takes '%s' for another", (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
