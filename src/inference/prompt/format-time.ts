const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Python's `strftime` in local time and English, for the directives chat templates use. */
export function formatTime(time: Date, format: string): string {
  return String(format).replace(/%[-#]?([a-zA-Z%])/g, (directive, letter: string) => {
    const text = formatDirective(time, letter);
    if (text === undefined) return directive;
    return directive.length > 2 ? text.replace(/^0(?=.)/, "") : text;
  });
}

function formatDirective(time: Date, letter: string): string | undefined {
  switch (letter) {
    case "Y":
      return String(time.getFullYear());
    case "y":
      return twoDigits(time.getFullYear() % 100);
    case "m":
      return twoDigits(time.getMonth() + 1);
    case "d":
      return twoDigits(time.getDate());
    case "B":
      return MONTHS[time.getMonth()];
    case "b":
      return MONTHS[time.getMonth()]?.slice(0, 3);
    case "A":
      return DAYS[time.getDay()];
    case "a":
      return DAYS[time.getDay()]?.slice(0, 3);
    case "H":
      return twoDigits(time.getHours());
    case "I":
      return twoDigits(time.getHours() % 12 || 12);
    case "p":
      return time.getHours() < 12 ? "AM" : "PM";
    case "M":
      return twoDigits(time.getMinutes());
    case "S":
      return twoDigits(time.getSeconds());
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
