import { type Schema, Validator } from "@cfworker/json-schema";

export interface ValidateRequest {
  readonly schema: unknown;
  readonly value: unknown;
}

export type ValidateResult =
  | { readonly faults: readonly { readonly path: string; readonly message: string }[] }
  | { readonly error: string };

addEventListener("message", ({ data }: MessageEvent<ValidateRequest>) => {
  postMessage(validate(data));
});

function validate({ schema, value }: ValidateRequest): ValidateResult {
  try {
    const { errors } = new Validator(schema as Schema, "2020-12", false).validate(value);
    // An error of a part is told again by everything that holds the part: the parts' own come last.
    const own = errors.filter(({ keyword }) => !["properties", "items", "$ref", "allOf"].includes(keyword));
    return { faults: own.map(({ instanceLocation, error }) => ({ path: instanceLocation, message: error })) };
  } catch (thrown) {
    return { error: String(thrown) };
  }
}
