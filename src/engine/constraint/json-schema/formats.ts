const YEAR = "\\d{4}";
/** Years with a 29th of February. */
const LEAP_YEAR = "(?:\\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const DATE =
  `(?:${YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)` +
  `|02-(?:0[1-9]|1\\d|2[0-8]))|${LEAP_YEAR}-02-29)`;
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,29}[A-Za-z0-9])?";
const HOSTNAME = `${LABEL}(?:\\.${LABEL}){0,3}`;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const EMAIL = `${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.){1,3}[A-Za-z]{2,24}`;

const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;

const DURATION_TIME = "T(?:\\d{1,9}H(?:\\d{1,9}M(?:\\d{1,9}S)?)?|\\d{1,9}M(?:\\d{1,9}S)?|\\d{1,9}S)";
const DURATION_DATE = "(?:\\d{1,9}Y(?:\\d{1,9}M(?:\\d{1,9}D)?)?|\\d{1,9}M(?:\\d{1,9}D)?|\\d{1,9}D)";
const DURATION = `P(?:${DURATION_DATE}(?:${DURATION_TIME})?|${DURATION_TIME}|\\d{1,9}W)`;

const HEXADECIMAL = "[0-9A-Fa-f]";

/**
 * Formats of strings as expressions that match the whole string: RFC 3339 with real days and no leap
 * seconds, RFC 1123 host names and RFC 5321 addresses of moderate length, RFC 4291, RFC 9562. Every
 * string that matches is valid; not every valid string matches.
 */
export const FORMATS: Readonly<Record<string, string>> = {
  date: DATE,
  time: TIME,
  "date-time": `${DATE}T${TIME}`,
  duration: DURATION,
  email: EMAIL,
  hostname: HOSTNAME,
  ipv4: IPV4,
  ipv6: ipv6(),
  uuid: `${HEXADECIMAL}{8}-${HEXADECIMAL}{4}-${HEXADECIMAL}{4}-${HEXADECIMAL}{4}-${HEXADECIMAL}{12}`,
};

/** Eight groups, or fewer around one `::`. */
function ipv6(): string {
  const group = `${HEXADECIMAL}{1,4}`;
  const shortened = Array.from({ length: 7 }, (_, before) => {
    const left = before === 0 ? "" : `${group}(?::${group}){${before - 1}}`;
    const most = 6 - before;
    const right = most === 0 ? `(?:${group})?` : `(?:${group}(?::${group}){0,${most}})?`;
    return `${left}::${right}`;
  });
  return `(?:${group}(?::${group}){7}|${shortened.join("|")}|${group}(?::${group}){6}::)`;
}
