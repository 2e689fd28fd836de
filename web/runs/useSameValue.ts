import { useRef } from 'react';

/** The value of before while it reads the same as JSON: small values that an address gives anew with each change of it. */
export function useSameValue<T>(value: T): T {
  const text = JSON.stringify(value);
  const held = useRef({ value, text });
  if (held.current.text !== text) held.current = { value, text };
  return held.current.value;
}
