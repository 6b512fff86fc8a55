/** What a newcomer needs next: where it is, and a request that works when pasted. */
export function readyLine(url: string, demandsKey: boolean): string {
  const key = demandsKey ? ` -H "Authorization: Bearer $FOURONE_API_KEY"` : "";
  const body = JSON.stringify({
    model: "gpt-4.1-nano",
    temperature: 0,
    messages: [{ role: "user", content: "Say hello." }],
  });
  return `Fourone is ready at ${url}   try: curl ${url}/chat/completions${key} -H "Content-Type: application/json" -d '${body}'\n`;
}
