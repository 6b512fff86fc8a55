/** What is wrong with the configuration, for the person who wrote it: names the key, the place and the problem. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigError";
  }
}
