/** The key of an `Authorization` header: of Bearer, or the password of Basic, as the API has it. */
export function presentedKey(header: string | undefined): string | undefined {
  const [, scheme = "", credentials = ""] = /^(\S+) +(.+)$/.exec(header ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return credentials.trim();
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user, password] = Buffer.from(credentials, "base64").toString("utf8").split(/:(.*)/s);
  return user === "" && password ? password : undefined;
}
