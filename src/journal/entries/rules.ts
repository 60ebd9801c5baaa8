/** What all entries of the journal have in common. Instants are milliseconds UTC. */
import { daysBetween, localDate } from '../../platform/zones/rules.ts';

/** Where an entry stands: only the team reads it, or everybody in the server. */
export type Stand =
  | { readonly kind: 'team'; readonly teamId: number; readonly projectId: number | null }
  | { readonly kind: 'project'; readonly projectId: number; readonly teamId: number | null }
  | { readonly kind: 'channel' };

/** The week of a cohort an instant falls into, from 1; before its start it is the first. At most 60. */
export function weekOf(
  cohort: { readonly startDate: string; readonly timezone: string },
  at: number,
): number {
  const days = daysBetween(cohort.startDate, localDate(at, cohort.timezone));
  return Math.min(60, Math.max(1, Math.floor(days / 7) + 1));
}

/** Keys of services as their makers write them, and tokens that say what they are by their shape. */
const KEYS: readonly RegExp[] = [
  // A Discord bot token, GitHub, GitLab, npm, Hugging Face, SendGrid, AWS, Google, Stripe and OpenAI, Slack, a signed JSON
  // token, a private key.
  /\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}/,
  /\b(?:gh[pousr]_|github_pat_)\w{20,}/,
  /\bglpat-[\w-]{20,}/,
  /\b(?:npm|hf)_[A-Za-z0-9]{30,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{30,}/,
  /\bGOCSPX-[\w-]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{30,}/,
  /\b[sr]k[-_](?:live|test|proj)?[-_]?[\w-]{20,}/,
  /\bxox[abprs]-[\w-]{10,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A password inside an address.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:(?!\*|<|\$|password@|pass@|secret@)[^\s@/]{3,}@/i,
];
/** The value is one word, or four of four letters, as Gmail writes the passwords of apps. */
const NAMED =
  /(?:^|[\s"'{,])(?:export\s+)?(?:\w*(?:secret|token|passw(?:or)?d|passwd|pwd|api[_-]?key|access[_-]?key|private[_-]?key)\w*|mot de passe|mdp)["']?\s*[:=]\s*["']?((?:[a-z]{4} ){3}[a-z]{4}(?![^\s"',;])|[^\s"',;]{6,})/i;
/** A line of an `.env` file whose name says that its value is a secret. */
const ENV =
  /^\s*(?:export\s+)?[A-Z][A-Z0-9_]*(?:KEY|PASS|DSN|CREDENTIALS?)[A-Z0-9_]*\s*=\s*["']?([^\s"']{6,})/;
/** What stands there instead of one: code that reads it, a placeholder, a kind of thing. */
const HARMLESS =
  /^(?:[<${*.]|os\.|process\.|env[.(]|config[.(]|settings\.|self\.|request\.|your|my[_-]|change|example|xxx|\*\*\*|null|none|true|false|undefined|string|required|optional|invalid|missing|expired|refresh|access)|\(|\)$/i;

/** The first line that looks as if it held a token, a password or a line of an `.env` file. */
export function suspiciousLine(text: string): string | undefined {
  return text.split('\n').find((line) => KEYS.some((key) => key.test(line)) || isSecret(line));
}

function isSecret(line: string): boolean {
  return [NAMED, ENV].some((form) => {
    const value = form.exec(line)?.[1];
    return value !== undefined && !HARMLESS.test(value);
  });
}

const USER = /<@!?(\d{17,20})>/g;

/** The members a text mentions. */
export function mentionedIds(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(USER), ([, id = '']) => id))];
}

/** The text without anything that could notify anybody wherever it is pasted later: names take the place of mentions. */
export function unmentioned(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(USER, (_, id: string) => names.get(id) ?? '…')
    .replace(/<@&\d+>/g, '…')
    .replace(/@(?=everyone\b|here\b)/gi, '');
}
