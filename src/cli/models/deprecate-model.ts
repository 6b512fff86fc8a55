import { type Config, ConfigError, type Deprecation, writeDeprecation } from "../../config/index.ts";

export interface DeprecationWishes {
  readonly shutdown?: string;
  readonly replacement?: string;
  readonly redirect?: boolean;
  readonly undo?: boolean;
}

const NEXT_START = "A server that runs learns of it when it is started again.";

/**
 * `read`: the configuration in force, as often as it is asked. `now` in Unix milliseconds. Throws a `ConfigError` where
 * what is wished makes no sense, or something stronger says otherwise.
 */
export async function deprecateModel(
  read: () => Promise<Config>,
  model: string,
  { shutdown, replacement, redirect = false, undo }: DeprecationWishes,
  now: number,
): Promise<string> {
  const { home } = await read();
  if (undo) {
    await writeDeprecation(home, model, undefined);
    const left = (await read()).deprecations[model];
    if (left !== undefined) {
      throw new ConfigError(
        `${model} ends on ${left.shutdown} all the same: that is known from the start, or said in the configuration`,
      );
    }
    return `${model} has no end any more. ${NEXT_START}\n`;
  }
  if (shutdown === undefined) throw new ConfigError("say when it ends: --shutdown 2026-12-31");
  if (redirect && replacement === undefined) throw new ConfigError("--redirect needs a --replacement");
  if (replacement === model) throw new ConfigError("a model cannot replace itself");
  const today = new Date(now).toISOString().slice(0, 10);
  // Nothing ends before it is known: `Sunset` never lies before `Deprecation`.
  const announced = shutdown < today ? shutdown : today;
  const wanted = { shutdown, announced, redirect, ...(replacement !== undefined && { replacement }) };
  await writeDeprecation(home, model, wanted);
  if (!isSame((await read()).deprecations[model], wanted)) {
    await writeDeprecation(home, model, undefined);
    throw new ConfigError(
      `the configuration file says when ${model} ends, and outranks this; change it there`,
    );
  }
  const then =
    replacement === undefined ? "" : `; then ${redirect ? `${replacement} answers` : `use ${replacement}`}`;
  return `${model} ends on ${shutdown}${then}. ${NEXT_START}\n`;
}

const isSame = (one: Deprecation | undefined, other: Deprecation) =>
  one?.shutdown === other.shutdown &&
  one.announced === other.announced &&
  one.replacement === other.replacement &&
  one.redirect === other.redirect;
