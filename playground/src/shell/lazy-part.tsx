import { type ComponentType, lazy } from "react";
import { ApiFailure } from "../api/api-failure.ts";

/** Makes a part whose loading failed loadable again; React itself keeps a failure for good. */
const renewals = new Set<() => void>();

/**
 * A part of the page that is loaded when it is first shown. What failed once is tried again after
 * `renewFailedParts`: loading the whole page anew instead would end the conversation in it.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const begin = () =>
    lazy<ComponentType<Props>>(() =>
      load().catch(() => {
        renewals.add(renew);
        throw new ApiFailure(
          "This part of the page could not be loaded. Is the server still running? If it was updated meanwhile, load the page anew.",
        );
      }),
    );
  let Part = begin();
  const renew = () => {
    Part = begin();
  };
  return function LazyPart(props: Props) {
    return <Part {...props} />;
  };
}

export function renewFailedParts(): void {
  for (const renew of renewals) renew();
  renewals.clear();
}
