/**
 * Takes the text of an event stream piece by piece and gives the data of every event that is whole.
 * Comments, names and ids of events are passed over: no chat completion stream carries meaning there.
 */
export class EventStreamParser {
  #rest = "";
  #data: string[] = [];

  push(text: string): string[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "") {
        if (this.#data.length > 0) events.push(this.#data.join("\n"));
        this.#data = [];
      } else if (line.startsWith("data:")) {
        this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      }
    }
    return events;
  }
}
