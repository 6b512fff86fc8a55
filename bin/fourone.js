#!/usr/bin/env node
// Starts Fourone on the Node it was tested with, whatever Node the machine has. Plain JavaScript
// for old Nodes: this file is all they see.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that is installed as a dependency; there is none for a few platforms. */
function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const node = join(dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

/** Node runs TypeScript, except from below node_modules: an installed package brings its build. */
function mainFile() {
  const installed = root.split(sep).includes("node_modules");
  const built = join(root, "dist", "main.js");
  return installed || !existsSync(join(root, "src", "main.ts")) ? built : join(root, "src", "main.ts");
}

const oldestNode = 24;
const node = pinnedNode() ?? process.execPath;
if (node === process.execPath && Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(
    `fourone: Node ${oldestNode} is needed, and this is ${process.versions.node}. ` +
      "The package `node`, which brings it, is not installed for this platform.\n",
  );
  process.exit(1);
}

const child = spawn(node, [mainFile(), ...process.argv.slice(2)], { stdio: "inherit" });
// A terminal sends its signals to both processes, anybody else only to this one. The child decides.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`fourone: ${node} cannot be started: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
