import { isObject } from "../conversation/json-text.ts";
import { DEFAULT_SETTINGS, type Settings } from "../conversation/settings.ts";
import { type Turn, userTurn } from "../conversation/turn.ts";

/** As the server lists them. */
export interface ListedPreset {
  readonly id: string;
  readonly name: string;
  readonly updated_at: number;
}

export interface SavedPreset extends ListedPreset {
  readonly content: Readonly<Record<string, unknown>>;
}

/** What is saved: the settings, and what users said, without their files. */
export function presetContent(settings: Settings, turns: readonly Turn[]): Record<string, unknown> {
  const messages = turns.flatMap((turn) => (turn.role === "user" && turn.text !== "" ? [turn.text] : []));
  return { version: 1, settings, messages };
}

export interface LoadedPreset {
  readonly settings: Settings;
  /** The first message that was saved, to be sent again or changed. */
  readonly message: string;
  readonly turns: readonly Turn[];
}

/** What a preset holds, as far as this page knows it: it may be of another version, or made by a program. */
export function loadPreset(content: Readonly<Record<string, unknown>>): LoadedPreset {
  const saved = isObject(content.settings) ? content.settings : {};
  const settings = { ...DEFAULT_SETTINGS, ...pick(saved) };
  const messages = Array.isArray(content.messages)
    ? content.messages.filter((message) => typeof message === "string")
    : [];
  return {
    settings,
    message: messages.at(-1) ?? "",
    turns: messages.slice(0, -1).map((text) => userTurn(text)),
  };
}

const NUMBERS = [
  "temperature",
  "topP",
  "maximumTokens",
  "presencePenalty",
  "frequencyPenalty",
  "seed",
  "choices",
];

function pick(saved: Readonly<Record<string, unknown>>): Partial<Settings> {
  const entries = Object.entries(saved).filter(([name, value]) => {
    if (NUMBERS.includes(name)) return typeof value === "number";
    if (name === "stop") return Array.isArray(value) && value.every((text) => typeof text === "string");
    if (name === "api") return value === "chat" || value === "responses";
    if (name === "format") return value === "text" || value === "json_object" || value === "json_schema";
    return name in DEFAULT_SETTINGS && typeof value === typeof DEFAULT_SETTINGS[name as keyof Settings];
  });
  return Object.fromEntries(entries);
}
