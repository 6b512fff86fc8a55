import { BARE_JSON, type CallSyntax, listedJson, TAGGED_JSON } from "./call-syntax.ts";
import { TAGGED_PARAMETERS } from "./xml-syntax.ts";

/**
 * The call syntax that a model was trained on, told by the words of its chat template; undefined
 * where it is none of the known ones.
 */
export function nativeSyntax(template: string): CallSyntax | undefined {
  if (template.includes("<tool_call>")) {
    if (template.includes("<function=") && template.includes("<parameter=")) return TAGGED_PARAMETERS;
    // Others put something else into the same tag.
    return template.includes('"arguments": ') || template.includes('\\"arguments\\": ')
      ? TAGGED_JSON
      : undefined;
  }
  if (template.includes("[TOOL_CALLS]") && !template.includes("[ARGS]")) {
    return listedJson(template.includes("[TOOL_CALLS] [") ? "[TOOL_CALLS] [" : "[TOOL_CALLS][");
  }
  const namesParameters = template.includes('"parameters": ') || template.includes('\\"parameters\\": ');
  if (template.includes("ipython") && namesParameters) return BARE_JSON;
  return undefined;
}
