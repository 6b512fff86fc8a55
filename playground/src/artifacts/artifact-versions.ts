import { partsOf } from "../answer/answer-parts.ts";
import { chosenAnswer, type Turn } from "../conversation/turn.ts";
import { type Artifact, findArtifact } from "./find-artifact.ts";

export interface ArtifactVersion extends Artifact {
  readonly turnId: string;
}

/** Every file that the conversation's answers hold, the oldest first. */
export function artifactVersions(turns: readonly Turn[]): ArtifactVersion[] {
  return turns.flatMap((turn) => {
    if (turn.role !== "assistant") return [];
    const answer = chosenAnswer(turn);
    const artifact = findArtifact(answer.text, partsOf(answer).blocks());
    return artifact === undefined ? [] : [{ ...artifact, turnId: turn.id }];
  });
}
