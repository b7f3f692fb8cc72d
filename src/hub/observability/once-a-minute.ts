/** Milliseconds. */
const MINUTE = 60_000;

/** Tells something that may happen often at most once a minute for each thing that it is told of. */
export function onceAMinute<Subject extends string>(
  tell: (subject: Subject) => void,
): (subject: Subject) => void {
  const told = new Map<Subject, number>();
  return (subject) => {
    const now = performance.now();
    if (now - (told.get(subject) ?? -MINUTE) < MINUTE) return;
    told.set(subject, now);
    tell(subject);
  };
}
