/** An address that may be followed from a model's answer: another site's page or a mail, nothing else. */
export function safeLink(address: string): string | undefined {
  const url = URL.parse(address);
  return url !== null && /^(https?|mailto):$/.test(url.protocol) ? url.href : undefined;
}
