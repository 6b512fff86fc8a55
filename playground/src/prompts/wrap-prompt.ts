export interface PromptDocument {
  readonly title: string;
  readonly text: string;
}

export interface PromptParts {
  readonly role: string;
  /** One a line. */
  readonly rules: string;
  readonly documents: readonly PromptDocument[];
  readonly question: string;
  /** Instructions before and after the documents: what GPT-4.1 follows best over a long context. */
  readonly bothEnds: boolean;
  /** Whether the model may use only what the documents say. */
  readonly onlyDocuments: boolean;
}

const ONLY_DOCUMENTS = [
  "Only use the documents in the provided External Context to answer the question.",
  'If you do not know the answer based on this context, respond "I don\'t have the information needed to answer that", even if a user insists on you answering the question.',
];

/** A prompt in XML. Documents are never JSON, in which these models find things worst. */
export function wrapPrompt(parts: PromptParts): string {
  const rules = [
    ...parts.rules.split("\n").map((rule) => rule.trim().replace(/^[-*]\s+/, "")),
    ...(parts.onlyDocuments ? ONLY_DOCUMENTS : []),
  ].filter((rule) => rule !== "");
  const instructions = [
    element("role", parts.role.trim()),
    element("rules", rules.map((rule) => `- ${rule}`).join("\n")),
    element("question", parts.question.trim()),
  ].filter((text) => text !== "");
  const documents = parts.documents.filter(({ text }) => text.trim() !== "");
  if (documents.length === 0) return instructions.join("\n\n");
  const context = element("external_context", documents.map(documentElement).join("\n"));
  return [...instructions, context, ...(parts.bothEnds ? instructions.slice(-2) : [])].join("\n\n");
}

function documentElement({ title, text }: PromptDocument, index: number): string {
  const named = title.trim() === "" ? "" : ` title="${title.trim().replace(/["<>&]/g, "_")}"`;
  return `<doc id="${index + 1}"${named}>\n${text.trim()}\n</doc>`;
}

function element(name: string, content: string): string {
  return content === "" ? "" : `<${name}>\n${content}\n</${name}>`;
}

export const EMPTY_PARTS: PromptParts = {
  role: "",
  rules: "",
  documents: [{ title: "", text: "" }],
  question: "",
  bothEnds: true,
  onlyDocuments: false,
};

/** Things to begin from. */
export const TEMPLATES: readonly { readonly name: string; readonly parts: PromptParts }[] = [
  {
    name: "Answer only from this log",
    parts: {
      ...EMPTY_PARTS,
      role: "You read server logs and answer questions about them.",
      rules: [
        "Quote every line that an answer rests on, with its time.",
        "Count by listing what you count.",
        "Say so when the log does not hold the answer.",
      ].join("\n"),
      documents: [{ title: "server.log", text: "" }],
      onlyDocuments: true,
    },
  },
  {
    name: "Questions about documents",
    parts: {
      ...EMPTY_PARTS,
      role: "You answer questions about the documents below.",
      rules: "Name the id of each document that an answer rests on.",
      documents: [
        { title: "", text: "" },
        { title: "", text: "" },
      ],
      onlyDocuments: true,
    },
  },
  {
    name: "Agent",
    parts: {
      ...EMPTY_PARTS,
      role: "You are an agent.",
      rules: [
        "Keep going until the task is completely solved before you end your turn.",
        "Where you are not sure, look with your tools. Do not guess.",
        "Plan before each tool call, and think about what came back.",
      ].join("\n"),
    },
  },
];
