import { spawn } from "node:child_process";
import { once } from "node:events";
import { folder } from "./tuning-world.ts";

/** The command in a process of its own, in the folder of the test. */
export function fourone(...parameters: string[]) {
  const launcher = new URL("../../bin/fourone.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [launcher, ...parameters], {
    cwd: folder,
    // A group of its own, to be interrupted as a terminal does it.
    detached: true,
    env: { ...process.env, FOURONE_HOME: folder },
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text) => {
    output += text;
  });
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const ended = once(child, "close").then(([status]) => ({ status, output, errors }));
  return { child, ended };
}
