/** Bounds on the structure of a JSON text, checked before anything recursive touches it. */
export interface JsonBounds {
  readonly maximumDepth: number;
  /** Values, object keys included, that the text may hold. */
  readonly maximumValues: number;
}

export type JsonShape =
  | { readonly kind: "within" }
  /** `parameter`: the member of the outermost object where the bound was passed. */
  | { readonly kind: "too-deep" | "too-many-values"; readonly parameter: string | undefined };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * One pass over the bytes, without recursion or allocation. The text need not be valid JSON: of a
 * malformed one this only says that parsing it is safe.
 */
export function measureJson(text: Uint8Array, bounds: JsonBounds): JsonShape {
  let depth = 0;
  let values = 1;
  let parameter: Uint8Array | undefined;
  for (let position = 0; position < text.length; position++) {
    switch (text[position]) {
      case QUOTE: {
        const end = endOfString(text, position);
        if (depth === 1) parameter = text.subarray(position + 1, end);
        position = end;
        break;
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > bounds.maximumDepth) return passed("too-deep", parameter);
        if (++values > bounds.maximumValues) return passed("too-many-values", parameter);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case COMMA:
      case COLON:
        if (++values > bounds.maximumValues) return passed("too-many-values", parameter);
        break;
    }
  }
  return { kind: "within" };
}

const PARAMETER_NAME = /^[A-Za-z0-9_]{1,64}$/;

function passed(kind: "too-deep" | "too-many-values", parameter: Uint8Array | undefined): JsonShape {
  const name = parameter === undefined ? "" : Buffer.from(parameter.subarray(0, 65)).toString("latin1");
  return { kind, parameter: PARAMETER_NAME.test(name) ? name : undefined };
}

/** Position of the quote that ends the string opened at `start`, or the end of an unfinished text. */
function endOfString(text: Uint8Array, start: number): number {
  let quote = text.indexOf(QUOTE, start + 1);
  while (quote !== -1 && isEscaped(text, quote, start)) quote = text.indexOf(QUOTE, quote + 1);
  return quote === -1 ? text.length : quote;
}

function isEscaped(text: Uint8Array, quote: number, start: number): boolean {
  let backslashes = 0;
  for (let position = quote - 1; position > start && text[position] === BACKSLASH; position--) backslashes++;
  return backslashes % 2 === 1;
}
