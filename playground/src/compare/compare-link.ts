export interface Comparison {
  readonly models: readonly string[];
  readonly prompt?: string;
  readonly instructions?: string;
}

/** Longer texts are not carried by an address: it would be refused where the page is loaded by it. */
const MOST_CHARACTERS = 1_000;

/** Where Compare opens with these models in its columns. */
export function compareLink({ models, prompt = "", instructions = "" }: Comparison): string {
  const parameters = new URLSearchParams(models.map((model) => ["model", model]));
  if (prompt.length + instructions.length <= MOST_CHARACTERS) {
    if (prompt !== "") parameters.append("prompt", prompt);
    if (instructions !== "") parameters.append("instructions", instructions);
  }
  return `/compare?${parameters}`;
}

/** What such a link asks for; undefined where an address is none. */
export function comparisonOf(parameters: URLSearchParams): Required<Comparison> | undefined {
  const models = parameters.getAll("model");
  if (models.length === 0) return undefined;
  return {
    models,
    prompt: parameters.get("prompt") ?? "",
    instructions: parameters.get("instructions") ?? "",
  };
}
