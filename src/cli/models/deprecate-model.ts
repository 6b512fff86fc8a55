import { ConfigError, writeDeprecation } from "../../config/index.ts";

export interface DeprecationWishes {
  readonly shutdown?: string;
  readonly replacement?: string;
  readonly redirect?: boolean;
  readonly undo?: boolean;
}

const NEXT_START = "A server that runs learns of it when it is started again.";

/** `now` in Unix milliseconds. Throws a `ConfigError` where what is wished makes no sense. */
export async function deprecateModel(
  home: string,
  model: string,
  { shutdown, replacement, redirect = false, undo }: DeprecationWishes,
  now: number,
): Promise<string> {
  if (undo) {
    await writeDeprecation(home, model, undefined);
    return `${model} has no end any more. ${NEXT_START}\n`;
  }
  if (shutdown === undefined) throw new ConfigError("say when it ends: --shutdown 2026-12-31");
  if (redirect && replacement === undefined) throw new ConfigError("--redirect needs a --replacement");
  if (replacement === model) throw new ConfigError("a model cannot replace itself");
  const announced = new Date(now).toISOString().slice(0, 10);
  await writeDeprecation(home, model, {
    shutdown,
    announced,
    redirect,
    ...(replacement !== undefined && { replacement }),
  });
  const then =
    replacement === undefined ? "" : `; then ${redirect ? `${replacement} answers` : `use ${replacement}`}`;
  return `${model} ends on ${shutdown}${then}. ${NEXT_START}\n`;
}
