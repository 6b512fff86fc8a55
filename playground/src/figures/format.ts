const whole = new Intl.NumberFormat("en");
const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function formatCount(count: number): string {
  return whole.format(count);
}

/** 1,047,576 → 1.05M, 32,768 → 32.8k. */
export function formatShort(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)}B`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)}M`;
  if (count >= 1e4) return `${(count / 1e3).toFixed(1)}k`;
  return whole.format(Math.round(count));
}

export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

export function formatShare(part: number, whole: number): string {
  return whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(part === 0 || part === whole ? 0 : 1)} %`;
}

/** Cents, and as many digits as small sums need. */
export function formatDollars(dollars: number): string {
  return `$${formatAmount(dollars)}`;
}

/** An amount in any currency, named by its ISO code in either case. */
export function formatMoney(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  return code === "USD" ? formatDollars(amount) : `${formatAmount(amount)} ${code}`;
}

function formatAmount(amount: number): string {
  if (amount === 0) return "0.00";
  if (Math.abs(amount) >= 0.01)
    return amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return Number(amount.toPrecision(2)).toFixed(8).replace(/0+$/, "");
}

const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** Unix seconds in full. */
export function formatMoment(seconds: number): string {
  return moment.format(seconds * 1000);
}

/** Unix seconds, short enough for a table. */
export function formatTime(seconds: number): string {
  return clock.format(seconds * 1000);
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
