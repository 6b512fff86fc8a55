import type { AuditActor } from "../../store/index.ts";

/** Who acts when a command is typed: whoever has this machine, as the audit log knows them. */
export const terminalActor: AuditActor = { kind: "session", userId: "user-local", address: "127.0.0.1" };
