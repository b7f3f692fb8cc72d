import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { ApiError } from '../../client/hub-requests.ts';
import { Button } from '../ui/button.tsx';
import { errorMessage } from '../ui/error-message.ts';
import { FIELD } from '../ui/field-classes.ts';

interface SignInPageProps {
  /** True if the session ended without a sign-out. */
  ended: boolean;
  onSignIn: (token: string) => Promise<void>;
}

/** Shown in place of every page until the person has signed in. The URL stays the same. */
export function SignInPage({ ended, onSignIn }: SignInPageProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  useEffect(() => field.current?.focus(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    setProblem(null);
    const error = await trySignIn(token.trim(), onSignIn);
    setPending(false);
    setProblem(error);
    if (error === null) return;
    field.current?.focus();
    field.current?.select();
  }

  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,22rem)] content-center justify-center bg-paper px-6 pt-8 pb-[max(2rem,16dvh)]">
      <h1 className="font-serif text-title">Symposium</h1>
      <p className="mt-3 font-serif text-reading text-pretty text-muted">
        {ended
          ? 'Your session has ended. Sign in to pick up where you left off.'
          : 'Sign in with your access token. Ask your administrator if you don’t have one.'}
      </p>
      <form noValidate className="mt-9 text-speech" onSubmit={(event) => void submit(event)}>
        <label htmlFor={`${id}-token`} className="block pb-1.5 text-caption font-semibold text-muted">
          Token
        </label>
        <input
          ref={field}
          id={`${id}-token`}
          type="password"
          name="token"
          autoComplete="current-password"
          enterKeyHint="go"
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          className={`${FIELD} bg-raised aria-invalid:border-terracotta aria-invalid:focus:ring-terracotta`}
        />
        <p id={`${id}-problem`} role="alert" className="pt-2 text-interface text-terracotta empty:hidden">
          {problem}
        </p>
        <Button look="primary" shape="wide" type="submit" className="mt-4" aria-disabled={pending}>
          {pending ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}

/** Signs in. Returns an error text for the person; null if it succeeded. */
async function trySignIn(token: string, signIn: SignInPageProps['onSignIn']): Promise<string | null> {
  if (token === '') return 'Enter your token.';
  try {
    await signIn(token);
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return 'That token isn’t valid.';
    return errorMessage(error);
  }
}
