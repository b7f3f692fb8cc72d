/** How to connect a real model in place of the practice model. */
export function PracticeHint() {
  return (
    <>
      To connect a real one, set <Variable>MODEL_BASE_URL</Variable>, <Variable>MODEL_API_KEY</Variable> and{' '}
      <Variable>MODEL_NAME</Variable>, then restart the hub.
    </>
  );
}

function Variable({ children }: { children: string }) {
  return <code className="font-mono text-[0.92em]">{children}</code>;
}
