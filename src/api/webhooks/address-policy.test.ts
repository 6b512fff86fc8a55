import { describe, expect, it } from "vitest";
import { ForbiddenAddress, guardedLookup, isPublicAddress } from "./address-policy.ts";

describe("addresses of webhooks", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "no address",
  ])("are not %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])("may be %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  const lookedUp = (...addresses: string[]) =>
    new Promise((resolve) => {
      const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      guardedLookup((_host, done) => done(null, found))("example.com", { all: true }, (error, result) =>
        resolve(error ?? result),
      );
    });

  it("are judged where names are resolved, and one private among them is enough", async () => {
    expect(await lookedUp("93.184.216.34")).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(await lookedUp("10.0.0.1")).toBeInstanceOf(ForbiddenAddress);
    expect(await lookedUp("93.184.216.34", "::1")).toBeInstanceOf(ForbiddenAddress);
    expect(await lookedUp()).toBeInstanceOf(Error);
  });
});
