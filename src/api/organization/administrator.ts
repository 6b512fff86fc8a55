/**
 * The person behind keys that belong to no service account. There are no user accounts here: whoever
 * administrates the server is one and the same.
 */
export const ADMINISTRATOR = {
  id: "user-local",
  name: "Administrator",
  email: "administrator@localhost",
  role: "owner",
} as const;

/** What audit logs call the key in the server's configuration. */
export const MASTER_KEY_ID = "key_configured";
