import type { Role } from './role.ts';

/** Who is signed in on the page. */
export type SessionView = {
  /** The name with which changes are recorded. */
  login: string;
  name: string;
  avatarUrl?: string;
  /** How they signed in. */
  via: 'github' | 'link';
  role: Role;
};

/** The answer of `GET /v1/session`. */
export type SessionAnswer = {
  ok: true;
  session: SessionView | null;
  /** The ways to sign in that this service offers. */
  signIn: { github: boolean; link: boolean };
  service: { version: string; embedded: boolean; githubApp: boolean };
};
