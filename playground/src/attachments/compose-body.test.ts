import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attachFile, partOf } from "./attach-file.ts";
import { type Attachment, attachmentMark, withDocuments } from "./attachment.ts";
import { composeBody, describeBody } from "./compose-body.ts";

const attachment = (id: string, text: string, name = "server.log"): Attachment => {
  const whole = new File([text], name);
  return { id, name, content: whole, whole, part: "whole" };
};

describe("a body with files", () => {
  it("is the JSON that it would be with the files' texts in their places, however they are sliced", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 9 }), async (text, slice) => {
        const clean = text
          .replaceAll("\u0000", "")
          .toWellFormed()
          .replace(/^\ufeff/, "");
        const file = new Blob([clean]);
        const body = { input: `before ${attachmentMark("a-1")} after`, more: [attachmentMark("a-1")] };
        const sent = await (await composeBody(body, new Map([["a-1", file]]), slice)).text();
        expect(JSON.parse(sent)).toEqual({ input: `before ${clean} after`, more: [clean] });
      }),
      { numRuns: 60 },
    );
  });

  it("names files instead, where people read it", () => {
    const file = attachment("id", "12345", 'a"b.log');
    const json = JSON.stringify({ content: withDocuments("Why?", [file]) });
    const shown = JSON.parse(describeBody(json, [file])) as { content: string };
    expect(shown.content).toBe('<doc id="1" title="a_b.log">\n‹a"b.log, 5 bytes›\n</doc>\n\nWhy?');
  });
});

describe("attaching", () => {
  it("takes text and refuses images, other files and empty ones with a reason", async () => {
    expect(await attachFile(new File(["text"], "a.log"))).toHaveProperty("attachment.name", "a.log");
    const refused = [
      new File(["x"], "a.png", { type: "image/png" }),
      new File([new Uint8Array([1, 0, 2])], "a.bin"),
      new File([], "empty.txt"),
    ];
    const reasons = await Promise.all(refused.map(attachFile));
    expect(reasons.map((reason) => ("refusal" in reason ? reason.refusal : ""))).toEqual([
      "a.png: the weights behind this model take no images.",
      "a.bin is not a text file.",
      "empty.txt is empty.",
    ]);
  });

  it("sends the beginning or the end of a file that is too long, and the whole again", async () => {
    const whole = attachment("id", "0123456789");
    const end = partOf(whole, "end", 3);
    expect(await end.content.text()).toBe("789");
    expect(end.id).not.toBe(whole.id);
    expect(await partOf(end, "beginning", 4).content.text()).toBe("0123");
    expect(await partOf(end, "whole", 0).content.text()).toBe("0123456789");
  });
});
