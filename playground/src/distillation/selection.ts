import { metadataPairs } from "../api/metadata-pairs.ts";
import { typedNumber } from "../api/typed-number.ts";
import type { Selection } from "./distillation-requests.ts";

/** A selection as it is typed. Empty: not limited by it. */
export interface TypedSelection {
  readonly teacher: string;
  /** `topic=tea, run=7` */
  readonly metadata: string;
  /** Days as `2026-11-20`, both included, of the browser's own time zone. */
  readonly from: string;
  readonly to: string;
  /** Per cent of the prompts. */
  readonly heldOut: string;
  readonly limit: string;
}

/** What the address asks for, as the list of logs links here. */
export function typedSelection(parameters: URLSearchParams): TypedSelection {
  const text = (name: string) => parameters.get(name) ?? "";
  return {
    teacher: text("teacher"),
    metadata: text("metadata"),
    from: text("from"),
    to: text("to"),
    heldOut: "",
    limit: "",
  };
}

/** Where a distillation begins with these stored completions. */
export function distillationLink(selection: {
  readonly teacher?: string;
  readonly metadata: string;
}): string {
  const given = Object.entries(selection).filter(([, value]) => value !== "");
  return `/distillation?${new URLSearchParams([...given, ["new", "1"]])}`;
}

export function toSelection(typed: TypedSelection): Selection {
  const { teacher, from, to } = typed;
  const metadata = metadataPairs(typed.metadata);
  const after = startOfDay(from);
  const before = startOfDay(to, 1);
  const heldOut = typedNumber(typed.heldOut);
  const limit = typedNumber(typed.limit);
  return {
    teacher,
    filter: {
      ...(Object.keys(metadata).length > 0 && { metadata }),
      // The API asks for what is later than a second, and the first of the day belongs to it.
      ...(after !== undefined && { created_after: after - 1 }),
      ...(before !== undefined && { created_before: before }),
    },
    ...(limit !== undefined && { limit }),
    ...(heldOut !== undefined && { held_out: typeof heldOut === "number" ? heldOut / 100 : heldOut }),
  };
}

/** Unix seconds. */
function startOfDay(day: string, later = 0): number | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const seconds = new Date(year, month - 1, date + later).getTime() / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}
