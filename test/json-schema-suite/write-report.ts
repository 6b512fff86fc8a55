import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatReport, reportKeywords, withReport } from "./keyword-report.ts";

const file = join(import.meta.dirname, "../../docs/structured-outputs.md");
writeFileSync(file, withReport(readFileSync(file, "utf8"), formatReport(reportKeywords())));
