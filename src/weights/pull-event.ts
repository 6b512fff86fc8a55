/** What a long operation on weights reports while it runs. */
export type PullEvent =
  /** Another process pulls the same weights; this one goes on when that one is done. */
  | { readonly type: "waiting"; readonly pid: number | undefined }
  | { readonly type: "resolving"; readonly source: string }
  | {
      readonly type: "progress";
      readonly step: "download" | "unpack" | "verify" | "requantize";
      /** What is worked on, in words. */
      readonly subject: string;
      readonly doneBytes: number;
      /** Absent while the source has not said. */
      readonly totalBytes?: number;
    }
  /** The connection failed; the transfer goes on from where it stopped. */
  | { readonly type: "retrying"; readonly problem: string; readonly delayMilliseconds: number }
  /** Something on disk is not what was recorded and is made anew. */
  | { readonly type: "damaged"; readonly problem: string };

export type PullListener = (event: PullEvent) => void;
