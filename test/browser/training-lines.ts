/** Examples that a tiny model learns in seconds. */
export function trainingLines(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      messages: [
        { role: "user", content: `Which number is ${index + 1}?` },
        { role: "assistant", content: `It is ${(index + 1) * 7}.` },
      ],
    }),
  ).join("\n");
}
