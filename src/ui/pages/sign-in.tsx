import { useState } from 'preact/hooks';
import { location } from '../state/location.ts';
import { session, signInAsClient } from '../state/session.ts';

/** The sign-in page: with GitHub where it is set up, or with the client's credentials. */
export function SignInPage() {
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    setProblem('');
    await signInAsClient(String(fields.get('id')), String(fields.get('secret'))).catch((error: Error) =>
      setProblem(error.message),
    );
  };
  return (
    <div class="sign-in">
      <h1>Sign in</h1>
      {session.value?.signIn.github && (
        <a
          class="button primary"
          href={`/sign-in?return=${encodeURIComponent(location.value.path + location.value.query)}`}
        >
          Sign in with GitHub
        </a>
      )}
      {session.value?.signIn.link && <p>Or open the link that the service printed when it started.</p>}
      <form class="box" onSubmit={submit}>
        {problem !== '' && (
          <p class="flash" role="alert">
            {problem}
          </p>
        )}
        <label>
          Client ID
          <input name="id" required autocomplete="username" />
        </label>
        <label>
          Client secret
          <input name="secret" type="password" required autocomplete="current-password" />
        </label>
        <button class="button primary" type="submit">
          Sign in
        </button>
      </form>
      <p class="muted">
        Both are in <code>.data/client.json</code> where <code>npm start</code> made them, and otherwise in the
        environment of the service: <code>CLIENT_ID</code> and <code>CLIENT_SECRET</code>.
      </p>
    </div>
  );
}
