import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("look at everything that serving needs, and say what to do about problems")
    .option("--verify", "compare whole weights files with their checksums")
    .option("--json", "print JSON");
  addConfigFlags(command, "home", "host", "port", "apiKey", "profile", "memory");
  return command.action(async ({ verify, json }: { verify?: boolean; json?: boolean }) => {
    const { doctor } = await import("./doctor.ts");
    await doctor(await configOf(command), { verify: verify === true, json: json === true });
  });
}
