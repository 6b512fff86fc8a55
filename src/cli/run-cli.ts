import { CommanderError } from "commander";
import { createProgram } from "./program.ts";

/** Runs one command. Gives the exit status: 0 done, 1 failed, 2 not understood. */
export async function runCli(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...args], { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // What users can do something about carries its advice in the message; a stack would bury it.
    process.stderr.write(`fourone: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
