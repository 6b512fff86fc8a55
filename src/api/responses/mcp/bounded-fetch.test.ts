import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { boundedFetch } from "./bounded-fetch.ts";

const http = createServer((request, response) => {
  if (request.url === "/elsewhere") response.writeHead(302, { location: "/" }).end();
  else response.end("x".repeat(1000));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => http.close());

it("Answers are read up to their bound and no further.", async () => {
  expect(await (await boundedFetch(() => true, 1000)(url)).text()).toHaveLength(1000);
  await expect((await boundedFetch(() => true, 999)(url)).text()).rejects.toThrow();
});

it("Nothing is fetched from elsewhere, not even where a server points to.", async () => {
  await expect(boundedFetch(() => false)(url)).rejects.toThrow("not allowed");
  await expect(boundedFetch(() => true)(`${url}/elsewhere`)).rejects.toThrow();
});
