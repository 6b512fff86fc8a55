const whole = new Intl.NumberFormat("en");
const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function formatCount(count: number): string {
  return whole.format(count);
}

/** 1,047,576 → 1.05M, 32,768 → 32.8k, 320,000 → 320k. */
export function formatShort(count: number): string {
  // Each from where the unit below it would be rounded up to a thousand.
  if (count >= 999_995_000) return `${rounded(count / 1e9, 2)}B`;
  if (count >= 999_950) return `${rounded(count / 1e6, 2)}M`;
  if (count >= 1e4) return `${rounded(count / 1e3, 1)}k`;
  return whole.format(Math.round(count));
}

function rounded(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** How many a second, or the like: 0, 9.5, 2,780. */
export function formatRate(rate: number): string {
  return rounded(rate, rate < 1_000 ? 1 : 0);
}

export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  // What would be rounded to 1,000 of a unit is one of the next.
  while (size >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(size < 9.95 ? 1 : 0)} ${UNITS[unit]}`;
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

const CLOCK = {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const satisfies Intl.DateTimeFormatOptions;
const clock = new Intl.DateTimeFormat("en", CLOCK);
const clockOfYear = new Intl.DateTimeFormat("en", { ...CLOCK, year: "numeric" });
const moment = new Intl.DateTimeFormat("en", { ...CLOCK, year: "numeric", timeZoneName: "short" });

/** Unix seconds in full, with the zone of the browser. */
export function formatMoment(seconds: number): string {
  return moment.format(seconds * 1000);
}

/** Unix seconds, short enough for a table: the year is told where it is another one. */
export function formatTime(seconds: number, now = Date.now()): string {
  const time = new Date(seconds * 1000);
  return (time.getFullYear() === new Date(now).getFullYear() ? clock : clockOfYear).format(time);
}

export function formatDuration(seconds: number): string {
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
