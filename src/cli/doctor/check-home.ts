import { access, constants, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatBytes, inspectHomeLock } from "../../config/index.ts";
import { freeBytesOnDisk } from "../../weights/index.ts";
import { type Finding, messageOf } from "./finding.ts";

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Really writes where the folder exists: permissions alone do not tell of read-only disks. */
async function tryWriting(home: string): Promise<void> {
  const folder = await nearestFolder(home);
  if (folder !== home) return access(folder, constants.W_OK | constants.X_OK);
  const probe = join(home, `.probe-${process.pid}`);
  await writeFile(probe, "");
  await rm(probe);
}

async function checkLock(home: string): Promise<Finding> {
  const subject = "Server";
  const exists = await stat(home).catch(() => undefined);
  const { running, pid } = exists ? await inspectHomeLock(home) : { running: false };
  if (!running) return { level: "good", subject, detail: "none runs on this home folder" };
  return {
    level: "note",
    subject,
    detail: `one runs on this home folder${pid === undefined ? "" : `, process ${pid}`}`,
    advice: "a second one needs a home folder of its own (--home)",
  };
}

/** The home folder: whether it can be written, what room is left, and whether a server uses it. */
export async function checkHome(home: string): Promise<readonly Finding[]> {
  try {
    await tryWriting(home);
    const free = await freeBytesOnDisk(await nearestFolder(home));
    return [
      { level: "good", subject: "Home", detail: `${home}, ${formatBytes(free)} free` },
      await checkLock(home),
    ];
  } catch (error) {
    const advice = "make it writable for this user, or set FOURONE_HOME to another folder";
    return [
      { level: "problem", subject: "Home", detail: `${home} cannot be used: ${messageOf(error)}`, advice },
    ];
  }
}
