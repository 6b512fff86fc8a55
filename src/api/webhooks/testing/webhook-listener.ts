import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedEvent {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** For tests: takes webhooks; answers with these statuses in turn, then with 200. A status of 0 is no answer at all. */
export class WebhookListener {
  readonly received: ReceivedEvent[] = [];
  readonly statuses: number[] = [];
  readonly #http: Server;

  constructor() {
    this.#http = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      this.received.push({ headers: request.headers, body });
      const status = this.statuses.shift() ?? 200;
      if (status > 0) response.writeHead(status, { location: "/elsewhere" }).end();
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((ready) => this.#http.listen(0, "127.0.0.1", ready));
  }

  get host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Of what was received, the type and whose end it tells. */
  told(): { readonly type: string; readonly id: string }[] {
    return this.received.map(({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { id: string } };
      return { type, id: data.id };
    });
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }
}
