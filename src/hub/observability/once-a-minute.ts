/** Milliseconds. */
const MINUTE = 60_000;

/** Calls a function at most once a minute per subject. */
export function onceAMinute<Subject extends string>(
  call: (subject: Subject) => void,
): (subject: Subject) => void {
  const lastCalls = new Map<Subject, number>();
  return (subject) => {
    const now = performance.now();
    if (now - (lastCalls.get(subject) ?? -MINUTE) < MINUTE) return;
    lastCalls.set(subject, now);
    call(subject);
  };
}
