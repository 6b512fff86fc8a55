import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Finds all addresses of a host. */
export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

export const systemResolve: Resolve = (host, done) => lookup(host, { all: true, verbatim: true }, done);

/** An address that a client's webhook must not make this server talk to. */
export class ForbiddenAddress extends Error {
  constructor() {
    super("the address is private");
    this.name = "ForbiddenAddress";
  }
}

/** Whether an address belongs to the public internet: not this machine, its network, or anything special. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` unwraps IPv4 in IPv6.
  return ipaddr.process(address).range() === "unicast";
}

/** Whether the configuration names the URL's host, which then may be anywhere. */
export function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname);
}

/** Whether the URL itself is an address that is refused. Names are judged when they are resolved. */
export function isForbiddenLiteral(url: URL): boolean {
  const bare = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return !isPublicAddress(bare);
  return /(^|\.)localhost\.?$/i.test(bare);
}

/**
 * Resolves a name for a connection, which is then made to the very address that was judged: between a check and a
 * connection that resolves again, the name could come to mean another.
 */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || first === undefined) return done(error ?? new Error("no address"), "", 0);
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return done(new ForbiddenAddress(), "", 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}
