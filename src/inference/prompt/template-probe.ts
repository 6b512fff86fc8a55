import type { Conversation, Message } from "../conversation.ts";
import type { Tool } from "../tool.ts";
import type { ChatTemplate, TemplateUse } from "./chat-template.ts";
import { TemplateFailure } from "./template-sandbox.ts";

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const system = (content: string): Message => ({ role: "system", content });
const result = (toolCallId: string, content: string): Message => ({ role: "tool", toolCallId, content });
const calls = (...ids: string[]): Message => ({
  role: "assistant",
  content: "",
  toolCalls: ids.map((id) => ({
    kind: "function",
    id,
    name: `name of ${id}`,
    arguments: JSON.stringify({ [`key of ${id}`]: `value of ${id}` }),
  })),
});

const TOOL: Tool = {
  kind: "function",
  name: "probe",
  description: "probes",
  parameters: { type: "object", properties: { probed: { type: "string", description: "what" } } },
  strict: false,
};

const ONE_CALL: Conversation = [user("a"), calls("b"), result("b", "c"), assistant("d"), user("e")];
const TWO_CALLS: Conversation = [user("a"), calls("b", "c"), result("b", "d"), result("c", "e")];

/** The most careful use of a template: what every template that works at all can take. */
export const CAREFUL_USE: TemplateUse = {
  content: "text",
  arguments: "object",
  system: "none",
  alternate: true,
  tools: "text",
  marksAnswers: false,
  nativeTools: false,
};

/**
 * Finds out by trying what a template can do: templates do not say it, and leave out or refuse
 * what they do not know. Rejects with a {@link TemplateFailure} where not even one question works.
 */
export async function probeTemplate(template: ChatTemplate): Promise<TemplateUse> {
  const takes = async (conversation: Conversation, change: Partial<TemplateUse>, tools: Tool[] = []) => {
    try {
      const restored = await template.render(conversation, tools, { ...use, ...change });
      return restored !== undefined && isInOrder(restored.order, tools.length > 0);
    } catch (cause) {
      if (!(cause instanceof TemplateFailure) || cause.isExhausted) throw cause;
      return false;
    }
  };
  let use: TemplateUse = CAREFUL_USE;
  const question = [user("a"), assistant("b"), user("c")];
  if (!(await takes(question, {}))) {
    use = { ...use, content: "parts" };
    // Rendered outside `takes`, so that the template's own complaint is the one reported.
    if ((await template.render(question, [], use)) === undefined) {
      throw new TemplateFailure("it leaves out what the user says");
    }
  }
  for (const wish of ["anywhere", "first"] as const) {
    const conversation =
      wish === "anywhere"
        ? [system("a"), user("b"), assistant("c"), system("d"), user("e")]
        : [system("a"), user("b")];
    if (use.system === "none" && (await takes(conversation, { system: wish })))
      use = { ...use, system: wish };
  }
  const repeated = [user("a"), user("b"), assistant("c"), assistant("d"), user("e")];
  if (await takes(repeated, { alternate: false })) use = { ...use, alternate: false };
  for (const style of ["object", "text"] as const) {
    const change = { tools: "single", arguments: style, nativeTools: true } as const;
    if (!use.nativeTools && (await takes(ONE_CALL, change, [TOOL]))) use = { ...use, ...change };
  }
  if (use.nativeTools && (await takes(TWO_CALLS, { tools: "parallel" }, [TOOL]))) {
    use = { ...use, tools: "parallel" };
  }
  return use;
}

/** Tools may be described anywhere; without them a template must keep the order of the messages. */
function isInOrder(order: readonly number[], anywhere: boolean): boolean {
  return anywhere || order.every((index, position) => position === 0 || index >= order[position - 1]!);
}
