import { useSearchParams } from "wouter";

/**
 * What is chosen in a view, kept in its address: it is there again after a reload, after the way back
 * to the view, and for whoever gets the address. What no `allowed` value equals counts as the fallback.
 */
export function useAddressValue<Value extends string>(
  name: string,
  fallback: Value,
  allowed?: readonly Value[],
): readonly [Value, (value: Value) => void] {
  const [parameters, setParameters] = useSearchParams();
  const given = parameters.get(name) as Value | null;
  const value = given !== null && (allowed?.includes(given) ?? true) ? given : fallback;
  const choose = (chosen: Value) =>
    setParameters(
      (current) => {
        if (chosen === fallback) current.delete(name);
        else current.set(name, chosen);
        return current;
      },
      { replace: true },
    );
  return [value, choose];
}
